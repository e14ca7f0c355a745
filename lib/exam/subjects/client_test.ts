import { assertEquals } from "@std/assert";
import { verdictOf } from "../_grade_source.ts";

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

Deno.test("an iteration is left as a loop is left with break", async () => {
  const source = `
export async function* messages(url: URL) {
  try {
    yield { id: 1 };
    yield { id: 2 };
  } finally {
    await (await fetch(new URL("left", url))).body?.cancel();
  }
}`;
  const verdict = await verdictOf(source, async ({ client, peer }) => {
    await client.start({}, { pull: false });
    await client.pull();
    await client.expectMessages(1);
    await client.leave();
    client.expectRunning();
    await (await peer.next()).answer(204);
    await client.expectEnded();
    await client.expectMessages(1);
  }, { kind: "client", exports: "messages" });
  assertEquals(verdict, "pass");
});

Deno.test("a handler of the caller stays at the signal", async () => {
  const verdictWith = (line: string) =>
    verdictOf(
      `
export async function* messages(url: URL, { signal }: { signal: AbortSignal }) {
  yield 1;
  const { promise, resolve } = Promise.withResolvers<void>();
  ${line}
  await promise;
}`,
      async ({ client }) => {
        await client.start();
        await client.abort();
        await client.expectEnded();
        await client.expectSignalLeft();
      },
      { kind: "client", exports: "messages" },
    );
  assertEquals(
    await verdictWith('signal.addEventListener("abort", () => resolve());'),
    "pass",
  );
  assertEquals(
    await verdictWith("signal.onabort = () => resolve();"),
    "fail: the caller's own signal.onabort, called at the abort: another handler in its place, or none",
  );
});
