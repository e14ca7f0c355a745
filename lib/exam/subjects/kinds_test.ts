/** Every kind of subject, with a right and a wrong one. */
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

const asking = `
export class StatusError extends Error {
  override name = "StatusError";
  constructor(readonly status: number) { super("status"); }
}
export async function ask(url: URL, { signal }: { signal?: AbortSignal } = {}) {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new StatusError(response.status);
  return { text: await response.text(), bytes: new Uint8Array([1, 2]) };
}`;
const functionKind = { kind: "function", exports: "ask" } as const;

Deno.test("a function is called with values and judged by what becomes of the call", async () => {
  const verdict = await verdictOf(asking, async ({ callee, peer }) => {
    const right = await callee.call({ $url: "messages" });
    right.expectPending();
    await (await peer.next()).answer(200, { body: "hello" });
    await right.expectResult({ text: "hello", bytes: { $bytes: "AQI=" } });
    const wrong = await callee.call({ $url: "messages" });
    await (await peer.next()).answer(500);
    await wrong.expectError("StatusError", { status: 500 });
    const left = await callee.call({ $url: "messages" }, {
      signal: { $signal: true },
    });
    await left.abort();
    await left.expectError("AbortError");
  }, functionKind);
  assertEquals(verdict, "pass");
});

Deno.test("a function's wrong result, wrong error and silence are failures", async () => {
  const result = await verdictOf(asking, async ({ callee, peer }) => {
    const call = await callee.call({ $url: "" });
    await (await peer.next()).answer(200, { body: "hello" });
    await call.expectResult("hello");
  }, functionKind);
  assertStringIncludes(
    result,
    'fail: the result "hello": the result {"text":"hello"',
  );
  const error = await verdictOf(asking, async ({ callee, peer }) => {
    const call = await callee.call({ $url: "" });
    await (await peer.next()).answer(404);
    await call.expectError("StatusError", { status: 500 });
  }, functionKind);
  assertStringIncludes(
    error,
    'fail: the error StatusError with {"status":500}: the error StatusError',
  );
  const silence = await verdictOf(asking, async ({ callee }) => {
    await (await callee.call({ $url: "" })).expectResult(1);
  }, functionKind);
  assertStringIncludes(silence, "no end yet");
});

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

Deno.test("a class with the surface of EventSource is constructed, heard and closed", async () => {
  const source = `
export class EventStream extends EventTarget {
  readyState = 0;
  #aborter = new AbortController();
  constructor(url: URL, options: { note?: string } = {}) {
    super();
    this.#read(url, options.note ?? "");
  }
  async #read(url: URL, note: string) {
    const response = await fetch(url, { signal: this.#aborter.signal });
    this.readyState = 1;
    this.dispatchEvent(new Event("open"));
    const data = note + await response.text();
    this.dispatchEvent(new MessageEvent("tick", { data, lastEventId: "7" }));
  }
  close() { this.readyState = 2; this.#aborter.abort(); }
}`;
  const verdict = await verdictOf(source, async ({ client, peer, expect }) => {
    await client.construct({ note: "a " }, { listen: ["tick"] });
    const exchange = await peer.next();
    expect(exchange.path === "/messages/stream", {
      expected: "/messages/stream",
      got: exchange.path,
    });
    await exchange.answer(200, { body: "word" });
    const told = JSON.stringify(client.events);
    const wanted = JSON.stringify([
      { type: "open", readyState: 1, at: 0 },
      {
        type: "tick",
        readyState: 1,
        at: 0,
        data: "a word",
        lastEventId: "7",
        origin: "",
      },
    ]);
    expect(told === wanted, { expected: wanted, got: told });
    await client.close();
    expect(await client.readyState() === 2, {
      expected: "2",
      got: "another state",
    });
  }, { kind: "client", exports: "EventStream" });
  assertEquals(verdict, "pass");
});

Deno.test("a function gets streams and callbacks, and what it yields is collected", async () => {
  const source = `
export async function* lengths(chunks: ReadableStream<Uint8Array>, { retry }: { retry: (ms: number) => void }) {
  for await (const chunk of chunks) {
    if (chunk.length === 3) throw new RangeError("three");
    retry(chunk.length);
    yield chunk.length;
  }
}`;
  const kind = { kind: "function", exports: "lengths" } as const;
  const verdict = await verdictOf(source, async ({ callee, expect }) => {
    const right = await callee.call({ $chunks: ["QQ==", "QUE="] }, {
      retry: { $callback: "retry" },
    });
    await right.expectResult([1, 2]);
    const told = JSON.stringify(
      right.calls("retry").map(({ arguments: values }) => values),
    );
    expect(told === "[[1],[2]]", { expected: "[[1],[2]]", got: told });
    const broken = await callee.call({ $chunks: ["QQ==", "QUFB"] }, {
      retry: { $callback: "retry" },
    });
    await broken.expectError("RangeError", { yielded: [1] });
  }, kind);
  assertEquals(verdict, "pass");
});

const giving = `
export async function* give(stream: ReadableStream<Uint8Array>, bytes: Uint8Array, spoil: boolean) {
  for await (const piece of stream) {
    if (spoil) bytes[0]! ^= 1;
    yield piece;
  }
}`;
const givingKind = { kind: "function", exports: "give" } as const;

Deno.test("what a function returns can be left early, and its stream is cancelled", async () => {
  const verdict = await verdictOf(giving, async ({ callee, expect }) => {
    const stream = { $chunks: ["AQ==", "Ag==", "Aw=="] };
    const bytes = { $bytes: "AQI=" };
    const all = await callee.call(stream, bytes, false);
    const left = await callee.callTaking(2, stream, bytes, false);
    await left.expectResult([{ $bytes: "AQ==" }, { $bytes: "Ag==" }]);
    expect(!all.cancelled && left.cancelled, {
      expected: "only the second stream cancelled",
      got: `${all.cancelled}, ${left.cancelled}`,
    });
  }, givingKind);
  assertEquals(verdict, "pass");
});

Deno.test("a function that changes the caller's bytes is noticed, and bytes are shown", async () => {
  const verdict = await verdictOf(giving, async ({ callee, expect }) => {
    const stream = { $chunks: ["gQAC", "aGk="] };
    const bytes = { $bytes: "AQI=" };
    const kept = await callee.call(stream, bytes, false);
    const spoilt = await callee.call({ $chunks: ["AQ=="] }, bytes, true);
    expect(!kept.changed && spoilt.changed, {
      expected: "only the second call to change its bytes",
      got: `${kept.changed}, ${spoilt.changed}`,
    });
    await kept.expectResult(1);
  }, givingKind);
  assertEquals(
    verdict,
    'fail: the result 1: the result ["<81 00 02>","<68 69>"]',
  );
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
