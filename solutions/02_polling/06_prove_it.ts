/**
 * 2.6 Prove it: one possibility.
 *
 * @module
 */
import { assertEquals, assertNotEquals } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { EventLog, type Message } from "kernel";
import { handler } from "board";

const DAY_MS = 24 * 60 * 60 * 1_000;

/** A board with an empty log, and what a test does with it. */
function setUp() {
  const log = new EventLog();
  const board = handler(log);
  return {
    publish: (text: string) => void log.append({ from: "dora", text }),
    ask: async (query = "", headers: HeadersInit = {}) =>
      await board(
        new Request(`http://board.example/messages${query}`, { headers }),
      ),
  };
}

async function textsOf(response: Response): Promise<string[]> {
  return (await response.json() as Message[]).map(({ text }) => text);
}

Deno.test("each message comes once, page by page, also within one millisecond", async () => {
  // Time stands still: all messages have the same `at`.
  using _time = new FakeTime();
  const { publish, ask } = setUp();
  const published = ["one", "two", "three", "four", "five"];
  for (const text of published) publish(text);
  const read: string[] = [];
  for (let cursor = 0, polls = 0; polls < 4; polls++) {
    const page: Message[] = await (await ask(`?since=${cursor}&limit=2`))
      .json();
    read.push(...page.map(({ text }) => text));
    cursor = page.at(-1)?.id ?? cursor;
  }
  assertEquals(read, published);
});

Deno.test("the tag changes with the board, and only with the board", async () => {
  using time = new FakeTime();
  const { publish, ask } = setUp();
  publish("one");
  const before = (await ask()).headers.get("etag")!;
  time.tick(DAY_MS);
  const same = await ask("", { "if-none-match": before });
  assertEquals([same.status, same.headers.get("etag")], [304, before]);
  publish("two");
  publish("three");
  const between = (await ask()).headers.get("etag")!;
  publish("four"); // In the same millisecond as the two before.
  const after = await ask("", { "if-none-match": between });
  assertEquals(after.status, 200);
  assertNotEquals(after.headers.get("etag"), between);
});

Deno.test("a message is there at once, and a day later", async () => {
  using time = new FakeTime();
  const { publish, ask } = setUp();
  assertEquals(await textsOf(await ask("?since=0")), []);
  publish("one");
  assertEquals(await textsOf(await ask("?since=0")), ["one"]);
  time.tick(DAY_MS);
  assertEquals(await textsOf(await ask("?since=0")), ["one"]);
});
