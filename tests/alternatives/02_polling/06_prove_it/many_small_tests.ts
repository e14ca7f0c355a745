// Six small tests; replaces Date.now instead of using FakeTime.
import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { type Draft, EventLog, type Message } from "kernel";
import { handler } from "board";

const draft: Draft = { from: "test", text: "hello" };

function get(
  log: EventLog,
  search: string,
  tag?: string | null,
  board = handler(log),
) {
  const headers = tag ? { "if-none-match": tag } : undefined;
  const init = headers ? { headers } : {};
  return board(new Request(`https://example.com/messages${search}`, init));
}

async function ids(response: Response | Promise<Response>): Promise<number[]> {
  return (await (await response).json() as Message[]).map(({ id }) => id);
}

function frozen(name: string, run: (clock: { now: number }) => Promise<void>) {
  Deno.test(name, async () => {
    const clock = { now: 1_767_600_000_000 };
    const { now } = Date;
    Date.now = () => clock.now;
    try {
      await run(clock);
    } finally {
      Date.now = now;
    }
  });
}

frozen("nothing is []", async () => {
  assertEquals(await ids(get(new EventLog(), "?since=0")), []);
});

frozen("three at once are three", async () => {
  const log = new EventLog();
  for (let count = 0; count < 3; count++) log.append(draft);
  assertEquals(await ids(get(log, "?since=0")), [1, 2, 3]);
  assertEquals(await ids(get(log, "?since=1")), [2, 3]);
  assertEquals(await ids(get(log, "?since=2")), [3]);
  assertEquals(await ids(get(log, "?since=3")), []);
});

frozen("an answer has a tag", async () => {
  const { headers } = await get(new EventLog(), "");
  assertMatch(headers.get("etag") ?? "", /^(W\/)?"[^"]*"$/);
});

frozen("the tag of now is answered 304", async () => {
  const log = new EventLog();
  log.append(draft);
  const { headers } = await get(log, "");
  assertEquals((await get(log, "", headers.get("etag"))).status, 304);
});

frozen("the tag of before is answered 200", async () => {
  const log = new EventLog();
  log.append(draft);
  const board = handler(log);
  const old = (await get(log, "", null, board)).headers.get("etag");
  log.append(draft);
  const response = await get(log, "", old, board);
  assertEquals(response.status, 200);
  assertNotEquals(response.headers.get("etag"), old);
  assertEquals(await ids(response), [1, 2]);
});

frozen("tomorrow is like today", async (clock) => {
  const log = new EventLog();
  log.append(draft);
  clock.now += 86_400_000;
  assertEquals(await ids(get(log, "")), [1]);
});
