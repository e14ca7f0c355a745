/**
 * What hostile code does to the examiner's own memory and time: it sends, tells
 * and shows without an end. A named limit ends the check, and the next one is
 * as if nothing had been.
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { answers200, type Body, gradeSource } from "../_grade_source.ts";
import type { ExerciseFacts } from "../exercise_facts.ts";
import type { Verdict, VerdictEvent } from "../verdict/verdict.ts";

function said({ report }: VerdictEvent): string {
  return JSON.stringify(report ?? "");
}

/** Asks and lets a second pass. */
const asks: Body = async ({ server, clock }) => {
  await server.get("/");
  await clock.advance(1_000);
};

const streaming = (chunk: string, type: string) =>
  `export const handler = () => () => new Response(new ReadableStream({
  pull: (controller) => controller.enqueue(${chunk}),
}), { headers: { "content-type": "${type}" } });`;

/** Floods of a server. */
const servers: Record<string, [source: string, words: string]> = {
  "a body without an end": [
    streaming("new Uint8Array(65_536)", "text/plain"),
    "bytes on the wire",
  ],
  "comments of a stream without an end": [
    streaming(
      'new TextEncoder().encode(":\\n".repeat(10_000))',
      "text/event-stream",
    ),
    "pieces on the wire",
  ],
  "one event without an end": [
    streaming(
      'new TextEncoder().encode("data: " + "x".repeat(60_000) + "\\n")',
      "text/event-stream",
    ),
    "on the wire",
  ],
};

for (const [name, [source, words]] of Object.entries(servers)) {
  Deno.test(`a flood: ${name} ends at a named limit`, async () => {
    const [first] = await gradeSource(source, [asks]);
    assertEquals(first?.verdict, "fail", said(first!));
    assertStringIncludes(said(first!), words);
  });
}

Deno.test("a flood of one check costs the next one nothing", async () => {
  const source = `export const handler = () => (request: Request) =>
  new URL(request.url).pathname === "/" ? new Response("ok") : new Response(new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(65_536)),
  }));`;
  const [first, second] = await gradeSource(source, [
    async ({ server, clock }) => {
      await server.get("/flood");
      await clock.advance(1_000);
    },
    answers200,
  ]);
  assertEquals([first?.verdict, second?.verdict], ["fail", "pass"]);
});

const client: Partial<ExerciseFacts> = { kind: "client", exports: "messages" };
const worker: Partial<ExerciseFacts> = { kind: "worker", exports: "register" };

/** Floods of what a process tells. */
const told: Record<
  string,
  [
    source: string,
    exercise: Partial<ExerciseFacts>,
    body: Body,
    Verdict,
    string,
  ]
> = {
  "small values without an end": [
    "export async function* messages() { for (let id = 1;; id++) yield { id }; }",
    client,
    async ({ client }) => await client.start(),
    "crash",
    "values and calls in one check",
  ],
  "large values without an end": [
    'export async function* messages() { for (let id = 1;; id++) yield { id, text: "x".repeat(4_000_000) }; }',
    client,
    async ({ client }) => await client.start(),
    "crash",
    "bytes of values in one check",
  ],
  "one value of ten million members": [
    "export async function* messages() { yield Array(10_000_000).fill(0); }",
    client,
    async ({ client }) => await client.start(),
    "crash",
    "bytes of one value",
  ],
  "values of very many members": [
    "export async function* messages() { for (;;) yield Array(500_000).fill({}); }",
    client,
    async ({ client }) => await client.start(),
    "crash",
    "bytes of values in one check",
  ],
  "trailers without an end": [
    `export async function* messages(url: URL) {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(url.port) });
  const write = (text: string) => connection.write(new TextEncoder().encode(text));
  await write("POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n");
  for (;;) await write("X-A: b\\r\\n".repeat(5_000));
}`,
    client,
    async ({ client, clock }) => {
      await client.start();
      await clock.advance(1_000);
    },
    "fail",
    "trailers must have at most 65536 bytes",
  ],
  "connections that stay": [
    `const all: Deno.Conn[] = [];
export async function* messages(url: URL) {
  for (let count = 0; count < 1_000; count++) all.push(await Deno.connect({ hostname: "127.0.0.1", port: Number(url.port) }));
}`,
    client,
    async ({ client }) => {
      await client.start();
      await client.expectMessages(1);
    },
    "fail",
    "connections open at one time",
  ],
  "requests without an end": [
    `export async function* messages(url: URL) {
  for (;;) await fetch(url, { method: "POST", body: new Uint8Array(1_000_000) }).catch(() => {});
}`,
    client,
    async ({ client, peer, clock }) => {
      peer.answerAll((exchange) => exchange.answer(200));
      await client.start();
      await clock.advance(1_000);
    },
    "fail",
    "",
  ],
  "notifications without an end": [
    `export function register(scope: any) {
  scope.addEventListener("push", (event: any) => event.waitUntil((async () => {
    for (let id = 1;; id++) await scope.registration.showNotification("n" + id);
  })()));
}`,
    worker,
    async ({ worker }) => {
      await worker.push();
    },
    "crash",
    "values and calls in one check",
  ],
};

for (
  const [name, [source, exercise, body, verdict, words]] of Object.entries(told)
) {
  Deno.test(`a flood: ${name} ends at a named limit`, async () => {
    const [event] = await gradeSource(source, [body], { exercise });
    assertEquals(event?.verdict, verdict, said(event!));
    assertStringIncludes(said(event!), words);
  });
}
