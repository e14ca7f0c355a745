import { assertEquals } from "@std/assert";
import { Ahead, type Examines } from "./ahead.ts";
import type { CheckDefinition } from "./suite.ts";
import type { Verdict, VerdictEvent } from "./verdict/verdict.ts";

function checkNamed(name: string, realTime = false): CheckDefinition {
  return {
    name,
    heading: "",
    why: "",
    realTime,
    body: () => Promise.resolve(),
  };
}

function eventOf({ name }: CheckDefinition, verdict: Verdict): VerdictEvent {
  return {
    type: "verdict",
    exercise: "a/b",
    check: name,
    verdict,
    durationMs: 0,
  };
}

/** An examination whose checks end when they are told to. */
function examination() {
  const running = new Map<string, (verdict: Verdict) => void>();
  let begun = Promise.withResolvers<void>();
  /** Resolves when one more check has begun. */
  const next = () => (begun = Promise.withResolvers()).promise;
  const examines: Examines = {
    run(check) {
      const { promise, resolve } = Promise.withResolvers<VerdictEvent>();
      running.set(check.name, (verdict) => resolve(eventOf(check, verdict)));
      begun.resolve();
      return promise;
    },
    unloadable: ({ verdict }) => verdict === "crash" ? "no file" : undefined,
    notRun: (check) => eventOf(check, "not-run"),
  };
  return { running, next, examines };
}

Deno.test("Ahead examines the next check while one is, and those in real time from the beginning", async () => {
  const { running, examines } = examination();
  const checks = ["a", "b", "c", "d"].map((name) =>
    checkNamed(name, name === "d")
  );
  const ahead = new Ahead(examines, checks);
  const first = ahead.verdict(checks[0]!);
  assertEquals([...running.keys()], ["a", "b", "d"]);
  running.get("a")!("pass");
  assertEquals((await first).check, "a");
  const second = ahead.verdict(checks[1]!);
  assertEquals([...running.keys()], ["a", "b", "d", "c"]);
  running.get("b")!("fail");
  assertEquals((await second).verdict, "fail");
});

Deno.test("Ahead goes on beside a check that lasts long, up to four further", async () => {
  const { running, next, examines } = examination();
  const checks = ["a", "b", "c", "d", "e", "f", "g"].map((name) =>
    checkNamed(name)
  );
  const ahead = new Ahead(examines, checks);
  const first = ahead.verdict(checks[0]!);
  for (const name of ["b", "c", "d"]) {
    const another = next();
    running.get(name)!("pass");
    await another;
  }
  running.get("e")!("pass");
  running.get("a")!("pass");
  assertEquals((await first).check, "a");
  assertEquals([...running.keys()], ["a", "b", "c", "d", "e"]);
  const second = ahead.verdict(checks[1]!);
  assertEquals([...running.keys()], ["a", "b", "c", "d", "e", "f"]);
  assertEquals((await second).check, "b");
});

Deno.test("Ahead runs no check twice, and one at a time when it is told so", async () => {
  const { running, examines } = examination();
  const checks = [checkNamed("a"), checkNamed("b", true)];
  const ahead = new Ahead(examines, checks, { sideBySide: 1 });
  const first = ahead.verdict(checks[0]!);
  assertEquals([...running.keys()], ["a"]);
  running.get("a")!("pass");
  assertEquals((await first).verdict, "pass");
});

Deno.test("Ahead tells of a file that does not load once, whoever was first", async () => {
  const { running, examines } = examination();
  const checks = [checkNamed("a"), checkNamed("b")];
  const ahead = new Ahead(examines, checks);
  const first = ahead.verdict(checks[0]!);
  running.get("b")!("crash");
  running.get("a")!("crash");
  assertEquals((await first).verdict, "crash");
  assertEquals((await ahead.verdict(checks[1]!)).verdict, "not-run");
});
