/** What a check can throw into a subject: through ports, and through signals. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Thrown } from "../subject/thrown.ts";
import { verdictOf } from "../_grade_source.ts";

const telling = `
export function handler(_log: unknown, { source }: { source: (signal: AbortSignal) => Promise<string> }) {
  return async () => {
    const stop = AbortSignal.timeout(1_000);
    try {
      return new Response(await source(stop));
    } catch (error) {
      const isError = error instanceof Error;
      return new Response(isError ? error.name + ": " + error.message : typeof error);
    }
  };
}`;

Deno.test("a port rejects with errors of any name, and with what is none", async () => {
  const cases: [string | Thrown, string][] = [
    ["no text", "Error: no text"],
    [{ name: "Error" }, "Error: "],
    [{ name: "TypeError", message: "no" }, "TypeError: no"],
    [{ name: "TimeoutError", message: "late" }, "TimeoutError: late"],
    [{ value: "a text" }, "string"],
    [{ value: undefined }, "undefined"],
  ];
  const verdict = await verdictOf(telling, async ({ server, expect }) => {
    await server.start({ ports: ["source"] });
    for (const [what, wanted] of cases) {
      const answer = await server.get("/");
      await server.portCall("source").reject(what);
      await answer.expectStatus(200);
      expect(answer.text === wanted, { expected: wanted, got: answer.text });
    }
  });
  assertEquals(verdict, "pass");
});

Deno.test("an obeying port rejects as soon as its signal aborts", async () => {
  const verdict = await verdictOf(
    telling,
    async ({ server, clock, expect }) => {
      await server.start({ ports: ["source"], obeying: ["source"] });
      const answer = await server.get("/");
      await clock.advance(999);
      answer.expectPending();
      await clock.advance(1);
      await answer.expectStatus(200);
      const wanted = "TimeoutError: Signal timed out.";
      expect(answer.text === wanted, { expected: wanted, got: answer.text });
    },
  );
  assertEquals(verdict, "pass");
});

Deno.test("an obeying port of a program rejects as soon as its signal aborts", async () => {
  const source = `
export async function serve(listener: Deno.TcpListener, { source }: any) {
  await source(AbortSignal.timeout(1_000)).catch(() => {});
  listener.close();
}`;
  const program = { kind: "program", exports: "serve" } as const;
  for (const obeying of [["source"], []]) {
    const verdict = await verdictOf(source, async ({ server, clock }) => {
      await server.start({ ports: ["source"], obeying });
      await clock.advance(1_000);
      await server.expectFinished();
    }, program);
    if (obeying.length > 0) assertEquals(verdict, "pass");
    else assertStringIncludes(verdict, "it is still pending");
  }
});

const asking = `
export async function ask(url: URL, { signal, own }: { signal: AbortSignal; own?: boolean }) {
  try {
    return await (await fetch(url, { signal })).text();
  } catch {
    throw own ? new DOMException("My own words", "AbortError") : signal.reason;
  }
}`;
const functionKind = { kind: "function", exports: "ask" } as const;

/** Reasons of signals, of every kind. */
const reasons: readonly (string | Thrown)[] = [
  "She left",
  { name: "TimeoutError", message: "Too late" },
  { name: "TypeError", message: "No type" },
  { value: "a text" },
  { value: null },
  {},
];

Deno.test("a signal aborts with a reason of any kind, and the reason is known again", async () => {
  const verdict = await verdictOf(asking, async ({ callee }) => {
    for (const reason of reasons) {
      const call = await callee.call({ $url: "" }, {
        signal: { $signal: true },
      });
      await call.abort(reason);
      await call.expectReason(reason);
    }
  }, functionKind);
  assertEquals(verdict, "pass");
  const own = await verdictOf(asking, async ({ callee }) => {
    const options = { signal: { $signal: true }, own: true };
    const call = await callee.call({ $url: "" }, options);
    await call.abort("She left");
    await call.expectReason("She left");
  }, functionKind);
  assertStringIncludes(
    own,
    "fail: the signal's own reason, AbortError: She left",
  );
});

const client = (end: string) => `
export async function* messages(url: URL, { signal }: { signal: AbortSignal }) {
  try {
    await fetch(new URL("messages", url), { signal });
  } catch {
    ${end};
  }
}`;
const clientKind = { kind: "client", exports: "messages" } as const;

Deno.test("a client is given a board below a path, and ends with the reason of its signal", async () => {
  for (const end of ["return", "throw signal.reason"]) {
    const verdict = await verdictOf(client(end), async (scene) => {
      const { client, peer, expect } = scene;
      for (const reason of reasons) {
        await client.start({}, { below: "a/board/" });
        const { path } = await peer.next();
        expect(path === "/a/board/messages", {
          expected: "a request below the path",
          got: path,
        });
        await client.abort(reason);
        await client.expectEnded();
      }
    }, clientKind);
    assertEquals(verdict, "pass");
  }
  const other = await verdictOf(
    client("throw new TypeError('broken')"),
    async ({ client }) => {
      await client.start();
      await client.abort({ name: "TypeError", message: "She left" });
      await client.expectEnded();
    },
    clientKind,
  );
  assertStringIncludes(other, "fail: the iteration to end: it threw TypeError");
});
