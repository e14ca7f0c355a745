import { assertEquals, assertStringIncludes } from "@std/assert";
import { verdictOf } from "../_grade_source.ts";

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

Deno.test("streams that take their time come side by side, and a number may be infinite", async () => {
  const source = `
let turn = "";
export async function* turns(chunks: ReadableStream<Uint8Array>, most: number) {
  for await (const [letter] of chunks) {
    turn += String.fromCharCode(letter);
    yield most === Infinity ? turn : "";
  }
}`;
  const kind = { kind: "function", exports: "turns" } as const;
  const verdict = await verdictOf(source, async ({ callee, clock }) => {
    const most = { $number: "Infinity" };
    const one = await callee.call(
      { $chunks: ["QQ==", "Qg=="], $everyMs: 9 },
      most,
    );
    await clock.advance(4);
    const two = await callee.call(
      { $chunks: ["eA==", "eQ=="], $everyMs: 9 },
      most,
    );
    one.expectPending();
    await clock.advance(50);
    await one.expectResult(["A", "AxB"]);
    await two.expectResult(["Ax", "AxBy"]);
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
