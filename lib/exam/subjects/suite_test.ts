import { assertEquals, assertStringIncludes } from "@std/assert";
import { verdictOf } from "../_grade_source.ts";

const suiteKind = {
  kind: "suite",
  exports: "",
  imports: ["kernel", "@std/assert", "@std/testing"],
} as const;

const testing = `
import { assertEquals } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { spy } from "@std/testing/mock";
import { EventLog } from "kernel";
import { handler } from "board";

Deno.test("keeps what is a day old, with its id and its time", async () => {
  using time = new FakeTime();
  const log = new EventLog({ capacity: 2 });
  const board = handler(log);
  for (const text of ["one", "two", "three"]) log.append({ from: "ada", text });
  const since = Date.now();
  time.tick(86_400_000);
  const response = await board(new Request("http://board/", { headers: { a: "1" } }));
  assertEquals(await response.json(), [2, 3, since, Date.now()]);
  assertEquals(response.headers.get("x-a"), "1");
});
Deno.test("says <now> & no more", () => {
  const said = spy();
  said("now");
  assertEquals(said.calls.length, 1);
});`;

/** A board that tells what it knows of log and clock, or another time. */
const boardLate = (lateMs: number) => `
import type { EventLog } from "kernel";
export function handler(log: EventLog) {
  return (request: Request) => {
    const all = log.since(0);
    const told = [...all.map(({ id }) => id), all[0].at, Date.now() + ${lateMs}];
    return Response.json(told, { headers: { "x-a": request.headers.get("a") ?? "" } });
  };
}`;

Deno.test("a suite is run against variants of a server, and its tests are counted", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/right.ts`, boardLate(0));
  await Deno.writeTextFile(`${folder}/late.ts`, boardLate(1));
  const verdict = await verdictOf(testing, async ({ suite, expect }) => {
    const right = await suite.run(`${folder}/right`);
    suite.expectAllPass(right, 2);
    const late = await suite.run(`${folder}/late`);
    const [first, second] = late.tests;
    const told =
      `${first?.verdict} ${second?.verdict} ${second?.name} ${late.finished}`;
    expect(told === "fail pass says <now> & no more true", {
      expected: "one failure",
      got: told,
    });
  }, suiteKind);
  assertEquals(verdict, "pass");
  const tooFew = await verdictOf(testing, async ({ suite }) => {
    suite.expectAllPass(await suite.run(`${folder}/right`), 3);
  }, suiteKind);
  assertEquals(tooFew, "fail: at least 3 tests: 2");
  const gone = await verdictOf(`Deno.exit(0);`, async ({ suite }) => {
    suite.expectAllPass(await suite.run(`${folder}/right`), 1);
  }, suiteKind);
  assertStringIncludes(gone, "fail: tests that load and end");
  await Deno.remove(folder, { recursive: true });
});

Deno.test("on an odd day the clock goes on with every look, and draws are near an end", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/right.ts`, boardLate(0));
  const early = `
import "board";
const draws = [Math.random(), Math.random()];
const before = Date.now();
const times = [new Date(), new Date(before), Date.now()];
Deno.test("is early", () => {
  const [first, given, second] = times.map(Number);
  if (!(before < first && first < second && given === before)) throw new Error("It stands still");
  if (!times[0].toString().includes(" 00:3")) throw new Error(String(times[0]));
  if (!(times[0] instanceof Date && times[0].constructor === Date)) throw new Error("It is no Date");
  if (!(draws[0] < draws[1] && draws[1] < 0.001)) throw new Error(String(draws));
});`;
  const late = early.replace(" 00:3", "Dec 31").replaceAll(
    "draws[",
    "1 - draws[",
  );
  for (const [day, testing] of [["early", early], ["late", late]] as const) {
    const verdict = await verdictOf(testing, async ({ suite }) => {
      suite.expectAllPass(await suite.run(`${folder}/right`, day), 1);
      const usual = await suite.run(`${folder}/right`);
      if (usual.tests[0]?.verdict !== "fail") throw new Error("It is usual");
    }, suiteKind);
    assertEquals(verdict, "pass");
  }
  await Deno.remove(folder, { recursive: true });
});
