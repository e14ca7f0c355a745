import { assertEquals } from "@std/assert";
import { answers200, type Body, gradeSource } from "./_grade_source.ts";
import { fail } from "./verdict/ruling.ts";
import { neverLoaded } from "./process/subject_end.ts";

const answering = "export function handler() { return () => new Response(); }";

/** The verdicts on two checks of a file. */
async function verdictsOn(
  source: string,
  first = answers200,
): Promise<string[]> {
  const events = await gradeSource(source, [first, answers200]);
  return events.map(({ verdict }) => verdict);
}

Deno.test("an examination goes on after a failure, whatever its words", async () => {
  const first = () =>
    Promise.resolve().then(() => fail("the file to load once", "it, twice"));
  assertEquals(await verdictsOn(answering, first), ["fail", "pass"]);
});

Deno.test("an examination ends with a file that cannot be loaded", async () => {
  const ends = ["crash", "not-run"];
  assertEquals(await verdictsOn("throw new Error('early');"), ends);
  assertEquals(await verdictsOn("export function handle() {}"), ends);
  assertEquals(await verdictsOn("export function handler( {"), ends);
});

Deno.test("an examination goes on when the function throws: another check may call it in another way", async () => {
  const throwing = "export function handler() { throw new Error('late'); }";
  assertEquals(await verdictsOn(throwing), ["crash", "crash"]);
});

Deno.test("a file that never ends loading cannot be loaded", () => {
  assertEquals(neverLoaded(1_000).details.unloadable, true);
});

Deno.test("an examination goes on when a check fails while more was under way", async () => {
  const first: Body = async ({ server }) => {
    await server.start();
    const later = [server.timers(), server.listeners()];
    if (later.length > 0) fail("one thing", "another");
    await Promise.all(later);
  };
  assertEquals(await verdictsOn(answering, first), ["fail", "pass"]);
});

Deno.test("a report cites the section of its check, and none for a cause of another kind", async () => {
  const norms = async (source: string, norm?: string) => {
    const options = norm === undefined ? {} : { norm };
    const [event] = await gradeSource(source, [answers200], options);
    return `${event?.verdict} ${event?.report?.norm}`;
  };
  const failing =
    "export function handler() { return () => new Response(null, { status: 500 }); }";
  assertEquals(
    await norms(failing, "RFC 9110 §15.3.1"),
    "fail RFC 9110 §15.3.1",
  );
  assertEquals(await norms(failing), "fail ");
  assertEquals(await norms("throw 1;", "RFC 9110 §15.3.1"), "crash ");
});
