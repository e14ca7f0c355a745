// Three tests with two helpers, all in frozen time; a day passes in a tick.
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { EventLog, type Message } from "kernel";
import { handler } from "board";

const DAY_MS = 24 * 60 * 60 * 1_000;

function setUp() {
  const log = new EventLog();
  const board = handler(log);
  return {
    publish: (text: string) => void log.append({ from: "dora", text }),
    ask: async (query = "", headers: HeadersInit = {}) =>
      await board(new Request(`http://board/messages${query}`, { headers })),
  };
}

Deno.test("each message comes once", async () => {
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

Deno.test("the tag tells news", async () => {
  using time = new FakeTime();
  const { publish, ask } = setUp();
  publish("one");
  const before = (await ask()).headers.get("etag")!;
  time.tick(DAY_MS);
  const same = await ask("", { "if-none-match": before });
  assertEquals(same.status, 304);
  publish("two");
  const between = (await ask()).headers.get("etag")!;
  assertNotEquals(between, before);
  time.tick(1);
  publish("three");
  const after = await ask("", { "if-none-match": between });
  assertEquals(after.status, 200);
});

Deno.test("time changes nothing", async () => {
  using time = new FakeTime();
  const { publish, ask } = setUp();
  assertEquals((await (await ask()).json()).length, 0);
  publish("one");
  assertEquals((await (await ask()).json()).length, 1);
  time.tick(DAY_MS);
  assertEquals((await (await ask()).json()).length, 1);
  assert(time.now > time.start);
});
