// Caught by: catches a server that repeats or skips a message
// Misconception: If it works once it works.
// Says: survived: reads_by_time, sends_the_last_again
import { assertEquals } from "@std/assert";
import { EventLog } from "kernel";
import { handler } from "board";

function setUp() {
  const log = new EventLog();
  const board = handler(log);
  return {
    publish: (text: string) => void log.append({ from: "dora", text }),
    ask: async (query = "", headers: HeadersInit = {}) =>
      await board(new Request(`http://board/messages${query}`, { headers })),
  };
}

Deno.test("a message is there", async () => {
  const { publish, ask } = setUp();
  publish("one");
  assertEquals((await (await ask("?since=0")).json()).length, 1);
});

Deno.test("an answer has a tag", async () => {
  const { publish, ask } = setUp();
  publish("one");
  const etag = (await ask()).headers.get("etag") ?? "";
  assertEquals((await ask("", { "if-none-match": etag })).status, 304);
});

Deno.test("an empty board is empty", async () => {
  const { ask } = setUp();
  assertEquals(await (await ask("?since=0")).json(), []);
});
