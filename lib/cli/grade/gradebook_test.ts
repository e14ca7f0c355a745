import { assertEquals } from "@std/assert";
import { fakeExercise, TIME_OUT } from "../_fake_kit.ts";
import type { Verdict } from "../../exam/verdict/verdict.ts";
import { Gradebook } from "./gradebook.ts";

const HOLD = fakeExercise();

function bookWith(
  verdicts: Record<string, Verdict>,
  planned: string[],
): Gradebook {
  const book = new Gradebook([HOLD]);
  const exercise = HOLD.id;
  book.record({
    type: "plan",
    exercise,
    path: HOLD.path,
    checks: planned,
    seed: "1",
  });
  for (const [check, verdict] of Object.entries(verdicts)) {
    book.record({ type: "start", exercise, check });
    book.record({ type: "verdict", exercise, check, verdict, durationMs: 5 });
  }
  return book;
}

function verdictsOf(book: Gradebook): string[] {
  return book.results()[0]!.checks.map(({ verdict }) => verdict);
}

Deno.test("Gradebook passes an exercise only when all its checks passed", () => {
  const book = bookWith({ a: "pass", b: "pass" }, ["a", "b"]);
  assertEquals(book.results()[0]!.verdict, "pass");
});

Deno.test("Gradebook gives an exercise the worst verdict of its checks", () => {
  const worst = (verdicts: Record<string, Verdict>) =>
    bookWith(verdicts, Object.keys(verdicts)).results()[0]!.verdict;
  assertEquals(worst({ a: "pass", b: "fail", c: "timeout" }), "timeout");
  assertEquals(worst({ a: "harness-error", b: "crash" }), "crash");
  assertEquals(worst({ a: "harness-error", b: "fail" }), "fail");
  assertEquals(worst({ a: "pass", b: "harness-error" }), "harness-error");
  assertEquals(worst({ a: "not-started", b: "not-started" }), "not-started");
  assertEquals(worst({ a: "pass", b: "not-run" }), "not-run");
});

Deno.test("Gradebook counts a planned check that never reported as a crash", () => {
  const book = bookWith({ a: "pass" }, ["a", "b"]);
  book.end({});
  assertEquals(verdictsOf(book), ["pass", "crash"]);
  assertEquals(book.results()[0]!.verdict, "crash");
});

Deno.test("Gradebook counts what Ctrl-C cut off as not run", () => {
  const book = bookWith({ a: "fail" }, ["a", "b"]);
  book.end({ interrupted: true });
  assertEquals(verdictsOf(book), ["fail", "not-run"]);
});

Deno.test("Gradebook blames the kit for a suite that planned nothing", () => {
  for (const planned of [[], undefined]) {
    const book = planned ? bookWith({}, planned) : new Gradebook([HOLD]);
    book.end({ output: "error: Module not found" });
    const [result] = book.results();
    assertEquals(result!.verdict, "harness-error");
    assertEquals(result!.checks[0]!.report?.got, "error: Module not found");
  }
});

Deno.test("Gradebook keeps the order of the suite and of the request", () => {
  const book = new Gradebook([TIME_OUT, HOLD]);
  const exercise = HOLD.id;
  book.record({
    type: "plan",
    exercise,
    path: "",
    checks: ["a", "b"],
    seed: "1",
  });
  for (const check of ["b", "a"]) {
    book.record({
      type: "verdict",
      exercise,
      check,
      verdict: "pass",
      durationMs: 1,
    });
  }
  const [, hold] = book.results();
  assertEquals(hold!.checks.map(({ name }) => name), ["a", "b"]);
});

Deno.test("Gradebook ignores what nobody asked for", () => {
  const book = bookWith({ a: "pass", forged: "fail" }, ["a"]);
  book.record({
    type: "verdict",
    exercise: "other/one",
    check: "a",
    verdict: "fail",
    durationMs: 1,
  });
  assertEquals(book.results().length, 1);
  assertEquals(book.results()[0]!.verdict, "pass");
});
