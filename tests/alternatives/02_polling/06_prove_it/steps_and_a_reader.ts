// One test with steps for each promise, a reader of its own, errors that it throws; asks over real HTTP nowhere, in frozen time everywhere.
import { FakeTime } from "@std/testing/time";
import { EventLog, type Message } from "kernel";
import { handler } from "board";

class Reader {
  readonly #board: (request: Request) => Response | Promise<Response>;
  cursor = 0;
  tag = "";
  readonly texts: string[] = [];

  constructor(log: EventLog) {
    this.#board = handler(log);
  }

  async poll(limit = 100): Promise<number> {
    const url = `http://localhost/messages?since=${this.cursor}&limit=${limit}`;
    const response = await this.#board(new Request(url));
    const messages = await response.json() as Message[];
    for (const { id, text } of messages) {
      this.cursor = id;
      this.texts.push(text);
    }
    return messages.length;
  }

  async revalidate(): Promise<number> {
    const headers = new Headers();
    if (this.tag) headers.set("If-None-Match", this.tag);
    const request = new Request("http://localhost/messages", { headers });
    const response = await this.#board(request);
    this.tag = response.headers.get("ETag") ?? this.tag;
    await response.body?.cancel();
    return response.status;
  }
}

function demand(condition: boolean, what: string): void {
  if (!condition) throw new Error(what);
}

Deno.test("cursors", async (t) => {
  const time = new FakeTime(0);
  try {
    const log = new EventLog();
    const reader = new Reader(log);
    for (let count = 0; count < 7; count++) {
      log.append({ from: "me", text: `${count}` });
    }
    await t.step("pages of three", async () => {
      const counts = [];
      for (let page = 0; page < 4; page++) counts.push(await reader.poll(3));
      demand(counts.join() === "3,3,1,0", `pages of ${counts}`);
    });
    await t.step("in order", () => {
      demand(reader.texts.join("") === "0123456", reader.texts.join());
    });
  } finally {
    time.restore();
  }
});

for (const pauseMs of [0, 1, 300]) {
  Deno.test(`tags, ${pauseMs} ms between two messages`, async () => {
    using time = new FakeTime("2026-01-05T08:00:00Z");
    const log = new EventLog();
    const reader = new Reader(log);
    await reader.revalidate();
    for (let count = 0; count < 3; count++) {
      log.append({ from: "me", text: "again" });
      demand(await reader.revalidate() === 200, "a change went unseen");
      demand(await reader.revalidate() === 304, "a change that was none");
      time.tick(pauseMs);
    }
  });
}

Deno.test("time", async () => {
  using time = new FakeTime();
  const log = new EventLog();
  const early = new Reader(log);
  demand(await early.poll() === 0, "empty");
  log.append({ from: "me", text: "now" });
  demand(await early.poll() === 1, "at once");
  await time.tickAsync(7 * 24 * 3_600_000);
  demand(await new Reader(log).poll() === 1, "a week later");
});
