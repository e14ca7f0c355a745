import { assertEquals } from "@std/assert";
import { fakeTerminal } from "../_fake_kit.ts";
import { FAKE_RESULT } from "./_fake_results.ts";
import { GradePrinter } from "./grade_printer.ts";

const { exercise, checks } = FAKE_RESULT;

function printed(act: (printer: GradePrinter) => void): string[] {
  const terminal = fakeTerminal();
  act(new GradePrinter(terminal, [exercise]));
  return terminal.lines;
}

Deno.test("GradePrinter prints a verdict as it comes, words first", () => {
  const lines = printed((printer) => {
    printer.event({ type: "start", exercise: exercise.id, check: "holds" });
    for (const { name: check, ...rest } of checks.slice(0, 2)) {
      printer.event({ type: "verdict", exercise: exercise.id, check, ...rest });
    }
  });
  assertEquals(lines, [
    "3.1 Hold  exercises/03_long_polling/01_hold.ts",
    "PASS     holds",
    'FAIL     ends "in time"',
  ]);
});

Deno.test("GradePrinter explains the first failure only", () => {
  const text = printed((printer) => printer.results([FAKE_RESULT])).join("\n");
  assertEquals(text.match(/^Expected$/gm)?.length, 1);
  assertEquals(text.includes('FAIL  ends "in time"'), true);
  assertEquals(text.includes("you | "), true);
});

Deno.test("GradePrinter explains a failure before a fault of the kit, and tells of both", () => {
  const [, failed] = checks;
  const fault = { ...failed!, name: "ours", verdict: "harness-error" } as const;
  const result = {
    exercise,
    verdict: "fail",
    checks: [fault, failed!],
  } as const;
  const text = printed((printer) => printer.results([result])).join("\n");
  assertEquals(text.includes('FAIL  ends "in time"'), true);
  assertEquals(text.includes("HARNESS-ERROR means that the kit failed"), true);
});

Deno.test("GradePrinter lets nothing of a learner's steer the terminal", () => {
  const [, failed] = checks;
  const evil = "\x1b]0;title\x07\u202e\nPASS     3.1 Hold: 4 of 4\r";
  const report = {
    ...failed!.report!,
    did: [evil],
    expected: evil,
    got: evil,
    why: evil,
    byHand: [evil],
    diagram: evil,
  };
  const result = {
    exercise,
    verdict: "fail",
    checks: [{ ...failed!, report, output: evil }],
  } as const;
  const terminal = { ...fakeTerminal(), color: false };
  new GradePrinter(terminal, [exercise]).results([result]);
  const text = terminal.lines.join("\n");
  // deno-lint-ignore no-control-regex
  assertEquals(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/.test(text), false, text);
  const forged = text.split("\n").filter((line) => line.startsWith("PASS"));
  assertEquals(forged.length, 1, "only the diagram has lines of its own");
  assertEquals(text.includes("  you | PASS     3.1 Hold"), true);
});

Deno.test("GradePrinter prints no check twice and none that Ctrl-C cut off", () => {
  const lines = printed((printer) => {
    const [{ name: check, ...rest }] = [checks[0]!];
    printer.event({ type: "verdict", exercise: exercise.id, check, ...rest });
    printer.results([FAKE_RESULT]);
  });
  const names = lines.slice(1, 5).map((line) => line.slice(9));
  assertEquals(names, checks.slice(0, 4).map(({ name }) => name));
});

Deno.test("GradePrinter says in one line that nothing was started", () => {
  const started = checks.map(({ name }) => ({
    name,
    verdict: "not-started" as const,
    durationMs: 0,
  }));
  const result = { exercise, verdict: "not-started", checks: started } as const;
  assertEquals(printed((printer) => printer.results([result])), [
    "",
    "NOT-STARTED 3.1 Hold: not started, open exercises/03_long_polling/01_hold.ts",
  ]);
});

Deno.test("GradePrinter keeps every line of ours within 80 columns", () => {
  const name = "answers ".repeat(20).trim();
  const lines = printed((printer) =>
    printer.event({
      type: "verdict",
      exercise: exercise.id,
      check: name,
      verdict: "pass",
      durationMs: 1,
    })
  );
  assertEquals(lines.every((line) => line.length <= 80), true);
});
