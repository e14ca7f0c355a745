import { assertEquals, assertStringIncludes } from "@std/assert";
import { formatReport } from "./format_report.ts";
import { Account } from "./account.ts";
import { commandsMax, stepsFirstMax, stepsLastMax } from "../limits.ts";

function flooded(steps: number): Account {
  const account = new Account(() => 0);
  for (let number = 1; number <= steps; number++) {
    account.tell(`step ${number}`);
  }
  return account;
}

Deno.test("Account tells the beginning and the end of a flood, and how much lies between", () => {
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

Deno.test("Account cuts a long step, and replaces a long command by a remark", () => {
  const account = new Account(() => 0);
  account.tell("x".repeat(1_000_000));
  assertEquals((account.steps[0] ?? "").length < 600, true);
  account.showByHand(`curl '${"x".repeat(5_000)}'`);
  assertEquals(account.byHand, ["# a command of 5007 characters"]);
});

Deno.test("Account shows so many commands, each once", () => {
  const account = new Account(() => 0);
  for (let number = 0; number < 1_000; number++) {
    account.showByHand("the same");
    account.showByHand(`curl ${number}`);
  }
  assertEquals(account.byHand.length, commandsMax + 1);
  assertEquals(account.byHand.at(-1), "# … 981 more commands");
});
