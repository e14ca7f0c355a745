/**
 * What a teacher reads of code that wants to mislead: nothing steers the
 * terminal, nothing that is pasted runs, and no fault of the learner's is told
 * as one of the kit's.
 */
import {
  assertEquals,
  assertNotMatch,
  assertStringIncludes,
} from "@std/assert";
import { formatReport } from "./format_report.ts";
import { type Body, gradeSource } from "../_grade_source.ts";
import { buildReport } from "../build_report.ts";
import { neverLoaded, unresponsive } from "../process/subject_end.ts";
import type { Ruling } from "./ruling.ts";
import type { VerdictEvent } from "./verdict.ts";

/** All that may steer a terminal, turn a text around, or begin a line of its own. */
const steering =
  // deno-lint-ignore no-control-regex
  /[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

const evil = String
  .raw`"\u001b]0;PWNED\u0007\u001b]52;c;ZXZpbA==\u0007\u001b[2J\u001b[H\r\u009b31m\u202eDEKCAH\u202c\u2066\u200b\u2028\nPASS     9.1 Answer: 8 of 8"`;

function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return Object.values(Object(value)).flatMap(textsOf);
}

function assertHarmless(event: VerdictEvent): void {
  for (const text of textsOf(event)) assertNotMatch(text, steering);
  const lines = formatReport(event, { seed: "1" }).split("\n");
  for (const line of lines) assertNotMatch(line, steering);
  assertEquals(lines.filter((line) => /^\s*PASS/.test(line)), []);
}

const asks200: Body = async ({ server }) => {
  await (await server.get("/")).expectStatus(200);
};

const misleading: Record<string, string> = {
  "prints and answers": `console.log(${evil}); console.error(${evil});
    export function handler() { return () => new Response(${evil}, { status: 500 }); }`,
  "throws while it loads": `throw new Error(${evil});
    export function handler() {}`,
  "throws an error with another name": `
    throw Object.assign(new Error(${evil}), { name: ${evil} });
    export function handler() {}`,
  "throws a text": `throw ${evil}; export function handler() {}`,
  "throws when it is called":
    `export function handler() { throw new Error(${evil}); }`,
  "throws in a timer": `export function handler() {
    return () => { setTimeout(() => { throw new Error(${evil}); }, 0); return new Promise(() => {}); };
  }`,
  "rejects and is not caught": `export function handler() {
    return () => { Promise.reject(new Error(${evil})); return new Promise(() => {}); };
  }`,
  "answers with a stream of its own types": `export function handler() {
    return () => new Response("event: \\u001b[2J\\u202e\\nid: \\u009b\\ndata: \\u2066x\\n\\n: \\u0007\\n\\n", { headers: { "content-type": "text/event-stream" }, status: 200 });
  }`,
};

for (const [what, source] of Object.entries(misleading)) {
  Deno.test(`a report shows what misleads: code that ${what}`, async () => {
    const [event] = await gradeSource(source, [async (scene) => {
      await asks200(scene);
      await scene.clock.advance(10);
      await (await scene.server.get("/")).expectStatus(418);
    }]);
    assertEquals(["fail", "crash"].includes(event!.verdict), true);
    assertHarmless(event!);
  });
}

/** What is thrown in the place of an error with words. */
const wordless: Record<string, string> = {
  "a message that is a number": "Object.assign(new Error('x'), { message: 5 })",
  "a message that is undefined":
    "Object.assign(new Error('x'), { message: undefined })",
  "a message that is an object":
    "Object.assign(new Error('x'), { message: { toString: 5 } })",
  "a name that is a symbol":
    "Object.defineProperty(new Error('x'), 'name', { value: Symbol('n') })",
  "a stack that is a list": "Object.assign(new Error('x'), { stack: [1] })",
  "getters that throw":
    "Object.defineProperties(new Error('x'), { stack: { get() { throw 1; } }, message: { get() { throw 2; } } })",
  "undefined": "undefined",
  "null": "null",
  "an object": "{ a: 1 }",
};

for (const [what, thrown] of Object.entries(wordless)) {
  Deno.test(`no fault of the kit: code that throws ${what}`, async () => {
    for (
      const source of [
        `throw (${thrown}); export function handler() {}`,
        `export function handler() { throw (${thrown}); }`,
      ]
    ) {
      const [event] = await gradeSource(source);
      assertEquals(event!.verdict, "crash", JSON.stringify(event!.report));
    }
  });
}

Deno.test("no reason of a crash is forged by words", async () => {
  const source = `export function handler() {
    return () => {
      console.error("# Fatal JavaScript out of memory: Reached heap limit");
      console.error("error: Uncaught (in promise) Error: not me");
      Deno.exit(0);
    };
  }`;
  const [event] = await gradeSource(source);
  assertEquals(event!.verdict, "crash");
  assertEquals(
    event!.report?.got,
    "the process ended by itself with code 0",
  );
});

Deno.test("an error of a megabyte is read within its limits", async () => {
  const [event] = await gradeSource(
    `throw new Error("package cache".repeat(80_000)); export function handler() {}`,
  );
  assertEquals(event!.verdict, "crash");
  assertEquals((event!.report?.got ?? "").length < 10_000, true);
});

const targets = ["http://[", "//", "http://127.0.0.1:99999/", "*", "/%"];

Deno.test("no fault of the kit: targets that no URL takes", async () => {
  const asks = (target: string) => `
    export async function* messages(url: URL) {
      const connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(url.port) });
      await connection.write(new TextEncoder().encode("GET ${target} HTTP/1.1\\r\\nA: \\u0001\\r\\nHost: x\\r\\n\\r\\n"));
      await new Promise(() => {});
    }`;
  for (const target of targets) {
    const [event] = await gradeSource(asks(target), [
      async ({ client, peer, expect }) => {
        await client.start();
        const { path, query, headers } = await peer.next();
        const got = `${path} ${query} ${[...headers]}`;
        expect(false, { expected: "GET /messages", got });
      },
    ], { exercise: { kind: "client", exports: "messages" } });
    assertEquals(event!.verdict, "fail", JSON.stringify(event!.report));
  }
});

Deno.test("a header that no Headers takes is a failure", async () => {
  const source = `export async function serve(listener: Deno.Listener) {
    for await (const connection of listener) {
      await connection.read(new Uint8Array(999));
      await connection.write(new TextEncoder().encode("HTTP/1.1 200 OK\\r\\nA: \\u0000\\r\\nContent-Length: 0\\r\\n\\r\\n"));
    }
  }`;
  const [event] = await gradeSource(source, [async ({ server }) => {
    const answer = await server.get("/");
    await answer.expectHeader("a", "b");
  }], { exercise: { kind: "program", exports: "serve" } });
  assertEquals(event!.verdict, "fail", JSON.stringify(event!.report));
  assertStringIncludes(event!.report!.expected, "header fields");
});

Deno.test("a loop that never turns is told with what the check is about", () => {
  const check = { name: "stops", why: "Ask the signal.", body: () => {} };
  const facts = { id: "1", number: "1.1", title: "One", exports: "handler" };
  const sources = { exercise: facts, prefix: "deno task", stage: undefined };
  const report = (ruling: Ruling) =>
    buildReport(check as never, ruling, sources as never);
  assertEquals(
    report(unresponsive(5_000)).why.split(" Here: ")[1],
    "Ask the signal.",
  );
  assertEquals(report(neverLoaded(5_000)).why.includes("signal"), false);
});
