import { assertEquals, assertStringIncludes } from "@std/assert";
import { formatReport } from "./format_report.ts";
import { Story } from "./story.ts";
import { commandsMax, stepsFirstMax, stepsLastMax } from "../limits.ts";

function flooded(steps: number): Story {
  const story = new Story(() => 0);
  for (let number = 1; number <= steps; number++) story.tell(`step ${number}`);
  return story;
}

Deno.test("Story tells the beginning and the end of a flood, and how much lies between", () => {
  const { steps } = flooded(100_000);
  assertEquals(steps.length, stepsFirstMax + 1 + stepsLastMax);
  assertEquals(steps[stepsFirstMax], "… 99,700 more steps");
  assertEquals(steps.at(-1), "0 ms  step 100000");
});

Deno.test("formatReport() numbers the steps of a flood as they were", () => {
  const text = formatReport({
    type: "verdict",
    exercise: "",
    check: "",
    verdict: "fail",
    durationMs: 0,
    report: {
      title: "",
      did: flooded(100_000).steps,
      expected: "",
      got: "",
      why: "",
      norm: "",
      byHand: [],
      diagram: "",
      mermaid: "",
    },
  });
  assertStringIncludes(
    text,
    "8. 0 ms  step 8\n  … 99,976 more steps\n  99985. 0 ms  step 99985",
  );
});

Deno.test("Story cuts a long step, and replaces a long command by a remark", () => {
  const story = new Story(() => 0);
  story.tell("x".repeat(1_000_000));
  assertEquals((story.steps[0] ?? "").length < 600, true);
  story.showByHand(`curl '${"x".repeat(5_000)}'`);
  assertEquals(story.byHand, ["# a command of 5007 characters"]);
});

Deno.test("Story shows so many commands, each once", () => {
  const story = new Story(() => 0);
  for (let number = 0; number < 1_000; number++) {
    story.showByHand("the same");
    story.showByHand(`curl ${number}`);
  }
  assertEquals(story.byHand.length, commandsMax + 1);
  assertEquals(story.byHand.at(-1), "# … 981 more commands");
});
