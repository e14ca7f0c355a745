import { accepts } from "@std/http";
import type { Message } from "kernel";
import {
  type ClientScene,
  demand,
  exam,
  membersOf,
  message,
  type PeerExchange,
  textOf,
} from "exam";
import { examples, playPage, step } from "./_03_story.ts";

const check = exam("04_server_sent_events/03_snapshot_then_stream", "client");

/** "At once" in virtual time, as the exercise text promises. */
const AT_ONCE_MS = 100;

/** The board of 4.2, played by the peer: a list, a stream, and moments in between. */
class Board {
  readonly messages: Message[] = [];
  readonly streams: PeerExchange[] = [];
  readonly lists: PeerExchange[] = [];
  /** Leaves the next list without an answer until `answerList`. */
  holdsList = false;
  /** Leaves streams without a word until `openStreams`. */
  holdsStreams = false;
  /** Happens as soon as a list was made, before anything else can. */
  afterList: () => void = () => {};
  readonly #waiting: PeerExchange[] = [];
  readonly #root: string;

  /** A board below `path` that has had `count` messages and answers whatever `scene.peer` is asked. */
  constructor(scene: ClientScene, count: number, path = "") {
    this.#root = `/${path}`;
    for (let id = 1; id <= count; id++) this.messages.push(message(id));
    scene.peer.answerAll((exchange) => this.#answer(exchange));
  }

  /** Publishes the next messages; open streams send them. */
  async publish(count: number): Promise<void> {
    for (let index = 0; index < count; index++) {
      const published = message(this.messages.length + 1);
      this.messages.push(published);
      // Begun for all at once: a stream that begins meanwhile replays the message.
      const writes = this.streams.map((stream) =>
        stream.write(event(published))
      );
      await Promise.all(writes);
    }
  }

  /** Answers a list that was held, with what `messages` were given or are there. */
  async answerList(messages = this.messages): Promise<void> {
    const list = demand(this.lists.at(-1), "GET /messages", "no such request");
    await list.messages(...after(cursorOf(list), messages));
  }

  /** Lets streams that were held begin. */
  async openStreams(): Promise<void> {
    this.holdsStreams = false;
    for (const stream of this.#waiting.splice(0)) await this.#begin(stream);
  }

  async #answer(exchange: PeerExchange): Promise<void> {
    if (exchange.method !== "GET") return await exchange.answer(405);
    if (exchange.path === `${this.#root}messages/stream`) {
      if (!readsEvents(exchange)) return await exchange.answer(406);
      if (!this.holdsStreams) return await this.#begin(exchange);
      exchange.hold();
      this.#waiting.push(exchange);
      return;
    }
    if (exchange.path !== `${this.#root}messages`) {
      return await exchange.answer(404);
    }
    this.lists.push(exchange);
    if (this.holdsList) return exchange.hold();
    await exchange.messages(...after(cursorOf(exchange), this.messages));
    this.afterList();
  }

  async #begin(exchange: PeerExchange): Promise<void> {
    const missed = after(cursorOf(exchange), this.messages).map(event);
    // No message may come between the replay and the live part.
    const writes = [
      exchange.writeHead(200, { "content-type": "text/event-stream" }),
      exchange.write(["retry: 3000\n\n", ...missed].join("")),
    ];
    this.streams.push(exchange);
    await Promise.all(writes);
  }
}

/** Whether the asker can read an event stream, as in 4.1. */
function readsEvents({ headers }: PeerExchange): boolean {
  const request = new Request("http://peer/", { headers });
  return accepts(request, "text/event-stream") !== undefined;
}

/** Header before address, as in 4.2; nothing and nonsense are 0. */
function cursorOf({ headers, query }: PeerExchange): number {
  const candidates = [headers.get("last-event-id"), query.get("since")];
  return Number(candidates.find((text) => /^\d+$/.test(text ?? "")) ?? 0);
}

function after(cursor: number, messages: readonly Message[]): Message[] {
  return messages.filter(({ id }) => id > cursor);
}

function event(value: Message): string {
  return `id: ${value.id}\ndata: ${JSON.stringify(value)}\n\n`;
}

/** The ids from `first` to `last`. */
function ids(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** Lets things happen, and waits until the client has a stream. */
async function followed({ clock }: ClientScene, board: Board): Promise<void> {
  await clock.runUntil(() => board.streams.length > 0, {
    withinMs: AT_ONCE_MS,
    what: "your client to ask for the stream",
  });
}

check("asks for nothing before it is asked", {
  heading: "Show the list at once",
  why:
    "An async generator starts with the first next(). Whoever asks earlier loads a list for a reader who may never come.",
}, async (scene) => {
  const { client, clock, peer } = scene;
  const board = new Board(scene, 1);
  await client.start({}, { pull: false });
  await clock.advance(1_000);
  scene.expect(peer.requests.length === 0, {
    expected: "no request before the first next()",
    got: `${peer.requests[0]?.method} ${peer.requests[0]?.target}`,
  });
  await client.pull();
  await client.expectMessages(1);
  scene.expect(board.lists.length === 1, {
    expected: "one GET /messages",
    got: `${board.lists.length}`,
  });
});

check("works without any option, a signal included", {
  heading: "Show the list at once",
  why:
    "Every option may be left out. `signal?.aborted` asks a signal that is there; `signal.aborted` throws when there is none, and `since` has a default that is 0.",
}, async (scene) => {
  const { client, random, expect } = scene;
  const count = random.integer(2, 9);
  const board = new Board(scene, count);
  await client.start({}, { signal: false });
  await followed(scene, board);
  const { target, query } = demand(board.lists[0], "GET /messages");
  expect(Number(query.get("since") ?? 0) === 0, {
    expected: "a list of everything that is kept: since=0, or no since",
    got: `GET ${target}`,
  });
  await board.publish(2);
  await client.expectMessages(...ids(1, count + 2));
});

check("asks below the base URL, wherever the board is", {
  heading: "Show the list at once",
  why:
    "A board may stand below a path, behind a proxy for example. An address that begins with a slash forgets that path.",
  norm: "RFC 3986 §5.2.2",
}, async (scene) => {
  const { client, clock, peer, random, expect } = scene;
  const below = `${random.text()}/board/`;
  const board = new Board(scene, 2, below);
  await client.start({}, { below });
  await clock.advance(AT_ONCE_MS);
  for (const { path, target } of peer.requests) {
    expect(path.startsWith(`/${below}messages`), {
      expected: `requests below the base URL, at /${below}messages`,
      got: `GET ${target}`,
    });
  }
  await followed(scene, board);
  await board.publish(1);
  await client.expectMessages(1, 2, 3);
});

check("shows the list, then what is published", {
  heading: "Show the list at once",
  why:
    "A page needs both: what was said before it was opened, and what is said while it is open.",
}, async (scene) => {
  const { client, random } = scene;
  const count = random.integer(3, 30);
  const board = new Board(scene, count);
  await client.start();
  await followed(scene, board);
  await client.expectMessages(...ids(1, count));
  await board.publish(1);
  await board.publish(2);
  await client.expectMessages(...ids(1, count + 3));
  // Hundreds in one piece are as good as three.
  const more = ids(count + 4, count + 503);
  const stream = demand(board.streams[0], "GET /messages/stream");
  await stream.write(more.map((id) => event(message(id))).join(""));
  await client.expectMessages(...ids(1, count + 503));
});

check("shows the list before the stream has said a word", {
  heading: "Show the list at once",
  why:
    "The stream of a quiet board may say nothing for a while. What is there already can be read meanwhile.",
}, async (scene) => {
  const { client, clock, random } = scene;
  const count = random.integer(3, 30);
  const board = new Board(scene, count);
  board.holdsStreams = true;
  await client.start();
  await clock.advance(AT_ONCE_MS);
  await client.expectMessages(...ids(1, count));
  await clock.advance(random.integer(1_000, 900_000_000));
  client.expectRunning();
  await board.publish(2);
  await board.openStreams();
  await client.expectMessages(...ids(1, count + 2));
});

check("begins after since", {
  heading: "Show the list at once",
  why:
    "Who comes back has the old messages already: neither the list nor the stream has to send them again.",
}, async (scene) => {
  const { client, random, expect } = scene;
  const since = random.integer(3, 20);
  const board = new Board(scene, since);
  await client.start({ since });
  await followed(scene, board);
  for (const asked of [...board.lists, ...board.streams]) {
    expect(cursorOf(asked) === since, {
      expected: `a question for what comes after ${since}`,
      got: `GET ${asked.target} that goes on after ${cursorOf(asked)}`,
    });
  }
  await board.publish(2);
  await client.expectMessages(since + 1, since + 2);
});

check("loses nothing between the list and the stream", {
  heading: "Lose nothing in between",
  why:
    "The list is true at the moment when it is made. A stream that begins where it likes leaves a gap, or repeats everything.",
}, async (scene) => {
  const { client, random } = scene;
  // With an empty list, who begins the stream anew is right by chance.
  const count = random.integer(1, 20);
  const board = new Board(scene, count);
  const between = random.integer(1, 5);
  // A list that was answered knows nothing of this, a stream that is open does.
  board.afterList = () => {
    board.afterList = () => {};
    return board.publish(between);
  };
  await client.start();
  await followed(scene, board);
  await client.expectMessages(...ids(1, count + between));
  await board.publish(1);
  await client.expectMessages(...ids(1, count + between + 1));
});

check("loses nothing while the list is on its way", {
  heading: "Lose nothing in between",
  why:
    "The list may have been made a second before it arrives. What was published in that second is in no list, and it comes after it.",
}, async (scene) => {
  const { client, clock, random } = scene;
  const count = random.integer(2, 20);
  const board = new Board(scene, count);
  board.holdsList = true;
  await client.start();
  const made = [...board.messages];
  await clock.advance(random.integer(1, 5) * 1_000);
  await board.publish(3);
  await client.expectMessages();
  await board.answerList(made);
  await followed(scene, board);
  await client.expectMessages(...ids(1, count + 3));
});

check("shows nothing twice that is in the list and on the stream", {
  heading: "Show nothing twice",
  why:
    "Who opens the stream first finds some of its messages in the list again. Only ids can tell.",
}, async (scene) => {
  const { client, clock, random } = scene;
  const count = random.integer(2, 20);
  const board = new Board(scene, count);
  board.holdsList = true;
  await client.start();
  await clock.advance(random.integer(1, 5) * 1_000);
  await board.publish(3);
  await board.answerList();
  await followed(scene, board);
  await board.publish(1);
  await client.expectMessages(...ids(1, count + 4));
});

check("drops what is sent again", {
  heading: "Show nothing twice",
  why:
    "A server sends again what it cannot know to have arrived. The last id that was shown is enough to tell; a list of all ids only grows.",
}, async (scene) => {
  const { client, random } = scene;
  const since = random.integer(5, 20);
  const count = since + random.integer(3, 9);
  const board = new Board(scene, count);
  board.holdsList = true;
  await client.start({ since });
  // Both the list and the stream begin earlier than they were asked to.
  const early = board.messages.slice(since - 3);
  // The list leaves one out, which may not come later either, and says another twice.
  const kept = early.filter(({ id }) => id !== count - 1);
  await demand(board.lists[0], "GET /messages").messages(
    ...kept.flatMap((one) => one.id === since + 1 ? [one, one] : [one]),
  );
  await followed(scene, board);
  const stream = demand(board.streams[0], "GET /messages/stream");
  for (const id of [1, count - 1, count]) {
    await stream.write(event(message(id)));
  }
  await board.publish(1);
  await stream.write(event(message(count + 1)));
  await board.publish(1);
  const wanted = ids(since + 1, count + 2).filter((id) => id !== count - 1);
  await client.expectMessages(...wanted);
});

check("begins anew after a reset", {
  heading: "Begin anew after a reset",
  why:
    "The board counts from 1 again: after a reset old ids are new messages, and who compares them with the old cursor shows nothing for a long time.",
}, async (scene) => {
  const { client, random, expect } = scene;
  const since = random.integer(500, 900);
  const newest = random.integer(3, 9);
  const board = new Board(scene, since);
  await client.start({ since }, { callbacks: ["onReset"] });
  await followed(scene, board);
  await board.publish(1);
  // What the board keeps is news for the page. It says nothing about what follows.
  const oldest = random.integer(20, 60);
  const range = { oldest, newest: oldest + newest };
  const data = JSON.stringify(range);
  const stream = demand(board.streams[0], "GET /messages/stream");
  await stream.write(`event: reset\ndata: ${data}\n\n`);
  for (const id of ids(1, newest)) {
    await stream.write(event(message(id)));
  }
  await client.expectMessages(since + 1, ...ids(1, newest));
  const calls = client.calls("onReset");
  const told = membersOf(calls[0]?.arguments[0]);
  expect(
    calls.length === 1 && told.oldest === oldest &&
      told.newest === range.newest,
    {
      expected: `onReset(${data}) once`,
      got: `${calls.length} calls, the last with ${JSON.stringify(told)}`,
    },
  );
});

check("drops what is sent again after a reset too", {
  heading: "Begin anew after a reset",
  why:
    "The ids begin anew, the rule stays: what is not greater than the last one that was shown has been shown. And a board may be restarted twice.",
}, async (scene) => {
  const { client, random, expect } = scene;
  const since = random.integer(500, 900);
  const board = new Board(scene, since);
  // Once with a reader who wants to hear of it, and once without.
  for (const callbacks of [["onReset"], []]) {
    const before = client.calls("onReset").length;
    board.streams.length = 0;
    await client.start({ since }, { callbacks });
    await followed(scene, board);
    const stream = demand(board.streams[0], "GET /messages/stream");
    for (const newest of [3, 2]) {
      // Twice in a row with other numbers, and once more with the same.
      for (const later of [900, newest, newest]) {
        const data = JSON.stringify({ oldest: 1, newest: later });
        await stream.write(`event: reset\ndata: ${data}\n\n`);
      }
      for (const id of [1, 1, ...ids(2, newest), 1, newest]) {
        await stream.write(event(message(id)));
      }
    }
    await client.expectMessages(1, 2, 3, 1, 2);
    const told = client.calls("onReset").slice(before)
      .map((call) => textOf(membersOf(call.arguments[0]).newest)).join(", ");
    const wanted = callbacks.length > 0 ? "900, 3, 3, 900, 2, 2" : "";
    expect(told === wanted, {
      expected: `onReset once for each reset, with the newest ids ${
        wanted || "(nobody listens)"
      }`,
      got: told || "no call",
    });
    await client.abort();
  }
});

check("ignores events of other types", {
  heading: "Begin anew after a reset",
  why:
    "Only a `message` is a message, and only a `reset` is a reset. A board may say other things too: who shows them shows what nobody has said.",
  norm: "WHATWG HTML §9.2.6",
}, async (scene) => {
  const { client, expect } = scene;
  const board = new Board(scene, 2);
  await client.start({}, { callbacks: ["onReset"] });
  await followed(scene, board);
  const stream = demand(board.streams[0], "GET /messages/stream");
  for (const type of ["presence", "Reset", "constructor", "__proto__"]) {
    for (const data of [JSON.stringify(message(3, "no message")), "soon", ""]) {
      await stream.write(`event: ${type}\ndata: ${data}\n\n`);
    }
  }
  await board.publish(1);
  await client.expectMessages(1, 2, 3);
  const { text } = membersOf(client.yieldedAt(2).value);
  expect(text === "message 3" && client.calls("onReset").length === 0, {
    expected: "the message 3 itself, and no reset",
    got: `"${text}" as number 3, ${client.calls("onReset").length} resets`,
  });
});

check("ends when the board refuses", {
  heading: "End when you are told to",
  why:
    "A list that is no list and a stream that is none end in errors that nobody understands. The status says what it was. What is said besides nobody reads: a connection that stays open for it is one of six.",
  norm: "RFC 9110 §15",
}, async (scene) => {
  const { client, clock, peer } = scene;
  for (const refused of ["/messages", "/messages/stream"]) {
    for (const status of [204, 403, 404, 503]) {
      const before = peer.requests.length;
      peer.answerAll(async (exchange) => {
        if (exchange.path === refused) return await refuse(exchange, status);
        if (exchange.path === "/messages") return await exchange.messages();
        await exchange.writeHead(200, { "content-type": "text/event-stream" });
      });
      await client.start();
      await client.expectError("HttpError");
      await clock.advance(AT_ONCE_MS);
      expectNothingOpen(scene, before, ` after ${status} for ${refused}`);
    }
  }
});

/** Refuses with a body that goes on, where a status has a body. */
async function refuse(exchange: PeerExchange, status: number): Promise<void> {
  if (status === 204) return await exchange.answer(status);
  await exchange.writeHead(status, { "content-type": "text/plain" });
  await exchange.write("No");
}

/** Demands that the requests since the first `before` are over. */
function expectNothingOpen(
  { peer, expect }: ClientScene,
  before: number,
  where: string,
): void {
  const open = peer.requests.slice(before)
    .filter(({ ended, gone }) => !ended && !gone);
  expect(open.length === 0, {
    expected: `every request given up${where}`,
    got: open.map(({ target }) => `GET ${target} still open`).join(", "),
  });
}

/** All that a signal may abort with. */
const REASONS = [
  undefined,
  { name: "TimeoutError", message: "The time is over" },
  { name: "TypeError", message: "A fault of the caller's" },
  { value: "a text" },
  ...[null, 0, "", false].map((value) => ({ value })),
];

check("ends at once when it is aborted, wherever it stands", {
  heading: "End when you are told to",
  why:
    "The reader has left the page. A request that stays open occupies one of the six connections that a browser has for the board. And the reason may be anything: only the signal says that it was an abort.",
}, async (scene) => {
  const { client, clock, peer, random } = scene;
  for (const reason of REASONS) {
    for (const place of ["the list", "the stream's answer", "an event"]) {
      const where = ` after an abort while it waited for ${place}`;
      const before = peer.requests.length;
      const board = new Board(scene, random.integer(1, 9));
      board.holdsList = place === "the list";
      board.holdsStreams = place === "the stream's answer";
      await client.start();
      if (place === "an event") await followed(scene, board);
      await clock.advance(random.integer(1, 60) * 1_000);
      client.expectRunning();
      await client.abort(reason);
      await client.expectEnded();
      expectNothingOpen(scene, before, where);
    }
  }
});

check("yields nothing after an abort", {
  heading: "End when you are told to",
  why:
    "The rest of a list is no exception: who said stop does not expect another message. `signal.aborted` says so, whatever the reason is: it may be null.",
}, async (scene) => {
  const { client } = scene;
  const falsy = [null, 0, "", false].map((value) => ({ value }));
  // The second message is one of five in the list, or of four in a piece of the stream.
  for (const listed of [5, 1]) {
    for (const reason of [undefined, ...falsy]) {
      const board = new Board(scene, listed);
      await client.start({}, { pull: false });
      await client.pull();
      await client.expectMessages(1);
      if (listed === 1) await board.publish(4);
      await client.pull();
      await client.expectMessages(1, 2);
      await client.abort(reason);
      await board.publish(1);
      await client.pull();
      await client.expectEnded();
      await client.expectMessages(1, 2);
    }
  }
});

check("shares nothing with another reader", {
  heading: "Show nothing twice",
  why:
    "A page may follow two boards. A cursor that is kept outside of the function belongs to both: what one board says is then missing, or there twice, on the other.",
}, async (scene) => {
  const { client, peer, clock } = scene;
  const streams: Record<string, PeerExchange> = {};
  peer.answerAll(async (exchange) => {
    const [, board = "", , kind] = exchange.path.split("/");
    if (kind !== "stream") {
      return await exchange.messages(
        ...ids(1, board === "a" ? 9 : 2).map(
          (id) => message(id),
        ),
      );
    }
    streams[board] = exchange;
    await exchange.writeHead(200, { "content-type": "text/event-stream" });
  });
  for (const below of ["a/", "b/"]) {
    await client.start({}, { below });
    await clock.advance(AT_ONCE_MS);
  }
  const [busy, quiet] = [
    demand(streams.a, "the first reader to ask for its stream"),
    demand(streams.b, "the second reader to ask for its stream"),
  ];
  await busy.write(event(message(10)));
  await quiet.write(event(message(3)));
  await busy.write('event: reset\ndata: {"oldest":1,"newest":0}\n\n');
  await quiet.write(event(message(2)) + event(message(4)));
  await client.expectMessages(1, 2, 3, 4);
});

check.stories("shows every message once and in order, whatever happens", {
  heading: "Show nothing twice",
  why:
    "List and stream are answered in any order, and the board moves on or begins anew at any moment. What was shown last is the only thing that you know.",
  step,
  examples,
}, playPage);

check("joins list and stream in real time", {
  heading: "Lose nothing in between",
  why: "What works in virtual time has to work on a real clock too.",
  realTime: true,
}, async (scene) => {
  const { client } = scene;
  const board = new Board(scene, 4);
  await client.start({ since: 1 });
  await client.expectMessages(2, 3, 4);
  await followed(scene, board);
  await board.publish(2);
  await client.expectMessages(2, 3, 4, 5, 6);
});
