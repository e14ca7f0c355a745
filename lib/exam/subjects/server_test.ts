import { assertEquals, assertStringIncludes } from "@std/assert";
import { type Body, verdictOf } from "../_grade_source.ts";

Deno.test("a port of a server is pending until the check decides, and shows its signal", async () => {
  const source = `
export function handler(_log: unknown, { source }: { source: (signal: AbortSignal) => Promise<string> }) {
  return async () => {
    const limit = AbortSignal.timeout(2_000);
    const late = new Promise<never>((_, reject) => limit.addEventListener("abort", () => reject(limit.reason)));
    try {
      return new Response(await Promise.race([source(limit), late]));
    } catch (error) {
      return new Response(null, { status: (error as Error).name === "TimeoutError" ? 504 : 502 });
    }
  };
}`;
  const verdict = await verdictOf(source, async ({ server, clock, expect }) => {
    await server.start({ ports: ["source"] });
    const [right, broken, slow] = [
      await server.get("/"),
      await server.get("/"),
      await server.get("/"),
    ];
    const calls = server.port("source");
    await calls[0]!.resolve("the text");
    await right!.expectStatus(200);
    await calls[1]!.reject("no text");
    await broken!.expectStatus(502);
    await clock.advance(1_999);
    slow!.expectPending();
    await clock.advance(1);
    await slow!.expectStatus(504);
    const { aborted, abortedAt } = calls[2]!;
    expect(aborted && abortedAt === 2_000, {
      expected: "an abort at 2,000 ms",
      got: `${abortedAt}`,
    });
  });
  assertEquals(verdict, "pass");
});

Deno.test("two boards in one process have a log and a handler each", async () => {
  const source = `
import type { EventLog } from "kernel";
let boards = 0;
export function handler(log: EventLog) {
  const board = boards++;
  return () => Response.json([board, boards, ...log.since(0).map(({ text }) => text)]);
}`;
  const verdict = await verdictOf(source, async ({ server, expect }) => {
    await server.start({ boards: 2, messages: ["old"] });
    await server.publish("first");
    await server.second.publish("second");
    const texts = [await server.get("/"), await server.second.get("/")]
      .map(({ text }) => text);
    expect(texts.join() === '[0,2,"old","first"],[1,2,"second"]', {
      expected: "each board's own messages",
      got: texts,
    });
  });
  assertEquals(verdict, "pass");
});

Deno.test("two boards in one process have functions of their own, of which the check hears in one list", async () => {
  const source = `
const storages = new Set<unknown>();
const loads = new Set<unknown>();
export function handler(_log: unknown, { storage }: { storage: { load(): Promise<number> } }) {
  storages.add(storage);
  loads.add(storage.load);
  return async () => Response.json([storages.size, loads.size, await storage.load()]);
}`;
  const verdict = await verdictOf(source, async ({ server, expect }) => {
    await server.start({ boards: 2, ports: ["storage.load"] });
    const probes = [await server.get("/"), await server.second.get("/")];
    await server.portCall("storage.load", 1).resolve(7);
    await server.portCall("storage.load", 0).resolve(8);
    const texts = probes.map(({ text }) => text);
    expect(texts.join() === "[2,2,8],[2,2,7]", {
      expected: "two storages, and the answer to each call",
      got: texts,
    });
  });
  assertEquals(verdict, "pass");
});

const answering = `export function handler() {
  return async (request: Request) => new Response(await request.text() || request.url.slice(-2));
}`;

Deno.test("raw bytes reach a server as they are: pipelined, in pieces, nonsense", async () => {
  const verdict = await verdictOf(answering, async ({ server, expect }) => {
    const connection = await server.connection();
    await connection.send(
      "GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n",
    );
    const texts = (await connection.expectAnswers(2)).map(({ text }) => text)
      .join();
    expect(texts === "/a,/b", { expected: "/a,/b", got: texts });
    await connection.send(
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n",
    );
    await connection.send("0\r\n\r\n");
    const [chunked] = await connection.expectAnswers(1);
    expect(chunked!.text === "hi", { expected: "hi", got: chunked!.text });
    const broken = await server.connection();
    await broken.send("NONSENSE\r\n\r\n");
    const [refused] = await broken.expectAnswers(1);
    await refused!.expectStatus(400);
  });
  assertEquals(verdict, "pass");
});

Deno.test("a stream is read as it comes: events, comments, pieces", async () => {
  const source = `
export function handler() {
  return () => new Response(new ReadableStream({
    start(controller) {
      const send = (text: string) => controller.enqueue(new TextEncoder().encode(text));
      send(": hello\\n\\n");
      setTimeout(() => send("id: 1\\nretry: 3000\\ndata: one\\n\\n"), 1_000);
      setTimeout(() => send("event: tick\\ndata: two\\n\\n"), 2_000);
    },
  }), { headers: { "content-type": "text/event-stream" } });
}`;
  const verdict = await verdictOf(source, async ({ server, clock, expect }) => {
    const stream = await server.get("/");
    await stream.expectStream();
    await stream.expectHeader("content-type", "text/event-stream");
    stream.expectOpen();
    await clock.advance(1_999);
    await stream.expectEvents(1);
    await clock.advance(1);
    const events = await stream.expectEvents(2);
    const told = JSON.stringify([
      events,
      stream.comments,
      stream.retry,
      stream.writes.length,
    ]);
    const wanted = JSON.stringify([
      [
        { type: "message", data: "one", lastEventId: "1", at: 1_000 },
        { type: "tick", data: "two", lastEventId: "1", at: 2_000 },
      ],
      [{ text: "hello", at: 0 }],
      3_000,
      3,
    ]);
    expect(told === wanted, { expected: wanted, got: told });
    stream.pause();
    await stream.resume();
    expect(await server.memory() >= 0, { expected: "a size", got: "none" });
    await stream.cut();
  });
  assertEquals(verdict, "pass");
});

Deno.test("an exercise imports the solutions that it needs, and no other", async () => {
  const answer = `
export { handler } from "solutions/03_long_polling/01_hold.ts";`;
  const needs = { needs: ["03_long_polling/01_hold"] };
  const body: Body = async ({ server }) => {
    await server.start();
  };
  assertEquals(await verdictOf(answer, body, needs), "pass");
  assertStringIncludes(await verdictOf(answer, body), "crash");
  const other = answer.replace("01_hold", "02_time_out");
  assertStringIncludes(await verdictOf(other, body, needs), "crash");
});
