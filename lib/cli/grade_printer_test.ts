import { assertEquals } from "@std/assert";
import { fakeTerminal } from "./_fake_kit.ts";
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
    "NEW      3.1 Hold: not started, open exercises/03_long_polling/01_hold.ts",
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
