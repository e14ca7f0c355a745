import {
  type AskedBoard,
  exam,
  membersOf,
  own,
  type Probe,
  readJson,
  type ServerScene,
  type ServerStart,
  textOf,
} from "exam";
import { examples, playReaders, step } from "./_02_story.ts";

const check = exam("04_server_sent_events/02_resume", "server");

/** "At once" in virtual time, as the exercise text promises. */
const AT_ONCE_MS = 100;
const PATH = "/messages/stream";

/** Starts a server whose log has had `count` messages and keeps `capacity`. */
async function fill(
  { server, random }: ServerScene,
  count: number,
  start: Omit<ServerStart, "messages"> = {},
): Promise<void> {
  const messages = Array.from({ length: count }, () => random.text());
  await server.start({ signals: { over: "open" }, ...start, messages });
}

/** Opens a stream with `Last-Event-ID`, if there is one. */
async function open(
  { server, clock }: Pick<ServerScene, "clock"> & {
    readonly server: AskedBoard;
  },
  lastEventId?: number | string,
  query = "",
): Promise<Probe> {
  const headers: Record<string, string> = lastEventId === undefined
    ? {}
    : { "last-event-id": `${lastEventId}` };
  const stream = await server.get(PATH + query, { headers });
  await stream.expectStream();
  await clock.advance(AT_ONCE_MS);
  return stream;
}

/** Demands the messages from `first` to `last`, once each and in order, after `skip` events. */
function expectIds(
  { expect }: ServerScene,
  stream: Probe,
  first: number,
  last: number,
  skip = 0,
): void {
  stream.expectOpen();
  const wanted = Array.from(
    { length: last - first + 1 },
    (_, index) => `${first + index}`,
  );
  const got = stream.events.slice(skip).map(({ type, lastEventId, data }) =>
    type !== "message"
      ? type
      : lastEventId === idOf(data)
      ? lastEventId
      : `${lastEventId || "(no id)"} with the data of ${idOf(data)}`
  );
  expect(got.join() === wanted.join(), {
    expected: wanted.length === 0
      ? "no event yet"
      : `the messages ${listed(wanted)}, once each and in order`,
    got: listed(got),
  });
}

function idOf(data: string): string {
  const { id } = membersOf(readJson(data));
  return id === undefined ? `"${data}"` : textOf(id);
}

/** Such as `reset, 16 to 35`. */
function listed(ids: readonly string[]): string {
  const runs: string[][] = [];
  for (const id of ids) {
    const run = runs.at(-1);
    if (run && Number(id) === Number(run.at(-1)) + 1) run.push(id);
    else runs.push([id]);
  }
  return runs.map((run) =>
    run.length > 2 ? `${run[0]} to ${run.at(-1)}` : run.join(", ")
  ).join(", ") || "none";
}

/** Demands a first event that says what the log keeps. */
function expectReset(
  { expect }: ServerScene,
  stream: Probe,
  oldest: number,
  newest: number,
): void {
  const [first] = stream.events;
  const told = first?.type === "reset" ? rangeOf(first.data) : undefined;
  expect(told?.oldest === oldest && told.newest === newest, {
    expected: `first an event "reset" with ${
      JSON.stringify({ oldest, newest })
    }`,
    got: first ? `an event "${first.type}" with ${first.data}` : "no event",
  });
}

function rangeOf(data: string): { oldest?: unknown; newest?: unknown } {
  return membersOf(readJson(data));
}

check("begins with the oldest message for who has seen nothing", {
  heading: "Find out what the reader has seen",
  why:
    "Who says nothing, or 0, wants what there is. That is never too old: it names no message that could be missing.",
}, async (scene) => {
  const { server, random } = scene;
  const capacity = random.integer(20, 30);
  const count = capacity + random.integer(5, 30);
  await fill(scene, count, { capacity });
  const streams = [
    await open(scene),
    await open(scene, 0),
    await open(scene, undefined, "?since=0"),
  ];
  for (const stream of streams) {
    expectIds(scene, stream, count - capacity + 1, count);
  }
  await server.publish(random.text());
  await scene.clock.advance(AT_ONCE_MS);
  for (const stream of streams) {
    expectIds(scene, stream, count - capacity + 1, count + 1);
  }
});

check("goes on after Last-Event-ID", {
  heading: "Send what was missed, then what comes",
  why:
    "The id is that of a message which the reader has: it is not sent again, and the next one is not left out.",
  norm: "WHATWG HTML §9.2.4",
}, async (scene) => {
  const { server, clock, random } = scene;
  const count = random.integer(20, 60);
  const seen = random.integer(1, count - 1);
  await fill(scene, count);
  const late = await open(scene, seen);
  const padded = await open(scene, `00${seen}`);
  expectIds(scene, padded, seen + 1, count);
  const upToDate = await open(scene, count);
  expectIds(scene, late, seen + 1, count);
  expectIds(scene, upToDate, count + 1, count);
  await server.publish(random.text());
  await server.publish(random.text(), random.text());
  await clock.advance(AT_ONCE_MS);
  expectIds(scene, late, seen + 1, count + 3);
  expectIds(scene, upToDate, count + 1, count + 3);
});

check("lets the header beat the address", {
  heading: "Find out what the reader has seen",
  why:
    "A browser repeats the address of the page for ever, and only the header moves on. With the address first, each tunnel brings the same messages again. And 0 is digits as well: who says it has seen nothing, whatever the address says.",
  norm: "WHATWG HTML §9.2.3",
}, async (scene) => {
  const { random } = scene;
  const count = random.integer(30, 60);
  const [atFirst, now] = [random.integer(1, 10), random.integer(15, 25)];
  await fill(scene, count);
  const first = await open(scene, undefined, `?since=${atFirst}`);
  expectIds(scene, first, atFirst + 1, count);
  const again = await open(scene, now, `?since=${atFirst}`);
  expectIds(scene, again, now + 1, count);
  const older = await open(scene, atFirst, `?since=${now}`);
  expectIds(scene, older, atFirst + 1, count);
  const nothing = await open(scene, 0, `?since=${now}`);
  expectIds(scene, nothing, 1, count);
});

check("takes what it cannot read for absent", {
  heading: "Find out what the reader has seen",
  why:
    "An error would end the stream of a browser for good, and Number() reads things that nobody has written as an id.",
  norm: "WHATWG HTML §9.2.2",
}, async (scene) => {
  const { random } = scene;
  const count = random.integer(20, 40);
  const since = random.integer(2, 15);
  await fill(scene, count);
  const unreadable = [
    "abc",
    "-3",
    "+3",
    "2.5",
    "1e1",
    "7.0",
    "0x7",
    "7th",
    "7 8",
    "",
  ];
  for (const nonsense of unreadable) {
    const stream = await open(scene, nonsense, `?since=${since}`);
    expectIds(scene, stream, since + 1, count);
    const query = `?since=${encodeURIComponent(nonsense)}`;
    const byAddress = await open(scene, since, query);
    expectIds(scene, byAddress, since + 1, count);
    const neither = await open(scene, undefined, query);
    expectIds(scene, neither, 1, count);
  }
  const neither = await open(scene, "abc", "?since=%207");
  expectIds(scene, neither, 1, count);
});

check("loses nothing while a slow reader takes the replay", {
  heading: "Send what was missed, then what comes",
  why:
    "Whoever first replays and then listens is deaf in between, and whoever waits for the reader in between is deaf for long.",
}, async (scene) => {
  const { server, random } = scene;
  const count = 3_000;
  const long = "x".repeat(3_000);
  const messages = Array.from({ length: count }, () => random.text() + long);
  await server.start({ messages });
  const connection = await server.connection();
  connection.pause();
  const seen = random.integer(1, 9);
  const headers = { "last-event-id": `${seen}` };
  const stream = await connection.get(PATH, { headers });
  await server.publish(random.text());
  await server.publish(random.text());
  await connection.resume();
  // What has piled up takes several turns to arrive: each step waits for one.
  for (let ms = 0; ms < AT_ONCE_MS; ms += 2) {
    if (stream.events.length >= count + 2 - seen) break;
    await scene.clock.advance(2);
  }
  expectIds(scene, stream, seen + 1, count + 2);
  await server.publish(random.text());
  await scene.clock.advance(AT_ONCE_MS);
  expectIds(scene, stream, seen + 1, count + 3);
});

check("gives a reader everything once over many cuts", {
  heading: "Send what was missed, then what comes",
  why:
    "Only the id that comes back says what has arrived. What was written to a dead connection has not.",
}, async (scene) => {
  const { server, clock, random, expect } = scene;
  await fill(scene, 3);
  const got: string[] = [];
  let published = 3;
  let lastEventId: string | undefined;
  for (let tunnel = 0; tunnel < 6; tunnel++) {
    const stream = await open(scene, lastEventId);
    await server.publish(random.text());
    await clock.advance(AT_ONCE_MS);
    got.push(...stream.events.map(({ data }) => idOf(data)));
    lastEventId = stream.events.at(-1)?.lastEventId;
    await stream.cut();
    published++;
    if (tunnel === 5) break;
    await server.publish(random.text(), random.text());
    published += 2;
    await clock.advance(random.integer(1, 5) * 1_000);
  }
  const wanted = Array.from({ length: published }, (_, index) => index + 1);
  expect(got.join() === wanted.join(), {
    expected: `the messages 1 to ${published}, once each and in order`,
    got: listed(got),
  });
});

check("says so when messages after the cursor are gone", {
  heading: "Say so when you cannot",
  why:
    "A gap that nobody mentions looks like a quiet hour. And any status but 200 would keep a browser from ever coming back.",
}, async (scene) => {
  const { random, clock, server } = scene;
  const capacity = random.integer(20, 30);
  const count = capacity + random.integer(10, 30);
  const oldest = count - capacity + 1;
  await fill(scene, count, { capacity });
  const justKept = await open(scene, oldest - 1);
  expectIds(scene, justKept, oldest, count);
  for (const cursor of [oldest - 2, 1]) {
    const stream = await open(scene, cursor);
    expectReset(scene, stream, oldest, count);
    expectIds(scene, stream, oldest, count, 1);
  }
  const byAddress = await open(scene, undefined, "?since=1");
  expectReset(scene, byAddress, oldest, count);
  await server.publish(random.text());
  await clock.advance(AT_ONCE_MS);
  expectIds(scene, byAddress, oldest, count + 1, 1);
});

check("tells the numbers of the log as they are now", {
  heading: "Say so when you cannot",
  why:
    "The log moves on while your server runs. Numbers that were taken when the handler was made, or when somebody came for the first time, are wrong an hour later.",
}, async (scene) => {
  const { random, server } = scene;
  const capacity = random.integer(20, 30);
  await fill(scene, 0, { capacity });
  expectIds(scene, await open(scene), 1, 0);
  let count = 0;
  for (const round of [1, 2, 3]) {
    while (count < round * (capacity + 10)) {
      const texts = [random.text(), random.text(), random.text()];
      count += (await server.publish(...texts)).length;
    }
    for (const cursor of [1, count + 1]) {
      const stream = await open(scene, cursor);
      expectReset(scene, stream, count - capacity + 1, count);
      expectIds(scene, stream, count - capacity + 1, count, 1);
    }
  }
});

check("says so on a board that is empty again", {
  heading: "Say so when you cannot",
  why:
    "A board that was just restarted has no message yet, and every cursor but 0 is from the future. Who is told nothing waits for a message that comes in a week.",
}, async (scene) => {
  const { random, clock, server } = scene;
  await fill(scene, 0);
  const newcomer = await open(scene, 0);
  const streams = [
    await open(scene, 1),
    await open(scene, random.integer(2, 9_000)),
    await open(scene, undefined, `?since=${random.integer(2, 9_000)}`),
  ];
  for (const stream of streams) expectReset(scene, stream, 1, 0);
  await server.publish(random.text());
  await clock.advance(AT_ONCE_MS);
  expectIds(scene, newcomer, 1, 1);
  for (const stream of streams) expectIds(scene, stream, 1, 1, 1);
});

check("says so when the cursor is from the future", {
  heading: "Say so when you cannot",
  why:
    "The board was restarted and counts from 1 again. A reader who waits for message 5,001 hears nothing for a long time.",
}, async (scene) => {
  const { random, clock, server } = scene;
  const count = random.integer(1, 20);
  await fill(scene, count);
  const upToDate = await open(scene, count);
  expectIds(scene, upToDate, count + 1, count);
  const streams: Probe[] = [];
  for (const cursor of [count + 1, random.integer(1_000, 9_000)]) {
    const stream = await open(scene, cursor);
    expectReset(scene, stream, 1, count);
    expectIds(scene, stream, 1, count, 1);
    streams.push(stream);
  }
  await server.publish(random.text());
  await clock.advance(AT_ONCE_MS);
  for (const stream of streams) expectIds(scene, stream, 1, count + 1, 1);
});

/** Demands one line with this time before the first event, whichever that is. */
function expectRetry(
  { expect }: ServerScene,
  stream: Probe,
  retryMs: number,
  whose: string,
): void {
  const [before = "", ...events] = stream.text.split(/^data/m);
  const lines = stream.text.match(/^retry/gm)?.length ?? 0;
  expect(
    stream.retry === retryMs && lines === 1 && /^retry/m.test(before) &&
      events.length > 0,
    {
      expected:
        `one line "retry: ${retryMs}" before the first event, on the stream of ${whose}`,
      got: lines === 0
        ? "no such line"
        : `${lines} retry lines, the last one says ${stream.retry}`,
    },
  );
}

check("says retry once, before the first event, on every stream", {
  heading: "Say when to come back",
  why:
    "Without it each browser has a time of its own: also who was told reset will be cut off again. It is in milliseconds, and once is enough: a browser remembers it.",
  norm: "WHATWG HTML §9.2.6",
}, async (scene) => {
  const { server, clock, random } = scene;
  const capacity = random.integer(5, 9);
  const count = capacity + random.integer(5, 9);
  await fill(scene, count, { capacity });
  const readers = [
    ["a newcomer", undefined],
    ["one who resumes", count - 2],
    ["one who has seen all", count],
    ["one whose cursor is gone", 1],
    ["one whose cursor is from the future", count + 1],
  ] as const;
  const streams: [whose: string, stream: Probe][] = [];
  for (const [whose, cursor] of readers) {
    streams.push([whose, await open(scene, cursor)]);
  }
  await clock.advance(40_000);
  await server.publish(random.text());
  await clock.advance(AT_ONCE_MS);
  for (const [whose, stream] of streams) {
    expectRetry(scene, stream, 3_000, whose);
  }
});

check("uses retryMs and heartbeatMs", {
  heading: "Say when to come back",
  why:
    "How long who was cut off waits, and how long silence may last, depends on the board and on the proxies before it: who runs the server decides.",
}, async (scene) => {
  const { server, clock, random } = scene;
  // 0 is a time like any other, and says that nobody has to wait.
  const retryMs = 0;
  const heartbeatMs = random.pick([2, 5, 40, 60]) * 1_000;
  const options = { retryMs, heartbeatMs };
  await fill(scene, random.integer(1, 9), { options });
  const stream = await open(scene);
  expectRetry(scene, stream, retryMs, "a newcomer");
  await server.publish(random.text());
  await clock.advance(AT_ONCE_MS);
  await expectBeat(scene, stream, heartbeatMs);
});

/** Demands the next comment of a stream that is silent, to the millisecond. */
async function expectBeat(
  { clock, expect }: ServerScene,
  stream: Probe,
  heartbeatMs: number,
): Promise<void> {
  const lastByteAt = stream.writes.at(-1)?.at ?? 0;
  const before = stream.comments.length;
  await clock.advance(lastByteAt + heartbeatMs - 1 - clock.now);
  const early = stream.comments.length - before;
  await clock.advance(1);
  const got = stream.comments.length - before;
  expect(early === 0 && got === 1, {
    expected: `one comment ${heartbeatMs} ms after the last byte, not before`,
    got: early > 0 ? "a comment before that" : `${got} comments`,
  });
}

check("answers 204 when it is over", {
  heading: "End it with 204",
  why:
    "After an end a browser comes back, for ever. 204 is how the server tells it to stay away; an empty 200 is one more stream that ended.",
  norm: "WHATWG HTML §9.2.1",
}, async (scene) => {
  const { server, random } = scene;
  const count = random.integer(3, 9);
  await fill(scene, count);
  await (await server.get(PATH)).expectEvents(count);
  await server.abort("over");
  for (const headers of [{}, { "last-event-id": "1" }]) {
    const refused = await server.get(PATH, { headers });
    await scene.clock.advance(AT_ONCE_MS);
    await refused.expectStatus(204);
    await refused.expectEmpty();
  }
});

check("answers 204 when it was over before the server began", {
  heading: "End it with 204",
  why:
    "A signal that has aborted tells nobody again: who only listens to it never hears of it. Its own state has to be asked too.",
  norm: "WHATWG DOM §3.1",
}, async (scene) => {
  const { server, random } = scene;
  const signals = { over: "aborted" } as const;
  await fill(scene, random.integer(1, 9), { boards: 2, signals });
  await server.second.publish(random.text());
  // The board beside it goes on: who ends everybody has not looked.
  await (await server.second.get(PATH)).expectEvents(1);
  for (const headers of [{}, { "last-event-id": "1" }]) {
    const refused = await server.get(PATH, { headers });
    await scene.clock.advance(AT_ONCE_MS);
    await refused.expectStatus(204);
    await refused.expectEmpty();
  }
});

check("leaves no listener of who left on options.over", {
  heading: "End it with 204",
  why:
    "Readers come and go a thousand times before it is over. What still listens for those who have left costs memory until then.",
}, async (scene) => {
  const { server, clock, random, expect } = scene;
  const count = random.integer(1, 9);
  await fill(scene, count);
  const before = await server.signalListeners("over");
  const streams = [await open(scene), await open(scene), await open(scene, 0)];
  for (const stream of streams) expectIds(scene, stream, 1, count);
  for (const stream of streams) await stream.cut();
  await clock.advance(AT_ONCE_MS);
  const after = await server.signalListeners("over");
  expect(after <= before, {
    expected: `${before} listeners on options.over, as before the first stream`,
    got: `${after} after the readers of three streams have left`,
  });
});

check("ends every open stream when it is over", {
  heading: "End it with 204",
  why:
    "Who is connected does not ask: it learns that it is over only by coming back. And what is left of a stream that ended ticks on for nobody.",
}, async (scene) => {
  const { server, clock, random, expect } = scene;
  await fill(scene, random.integer(1, 9));
  const before = [await server.timers(), await server.listeners()] as const;
  const streams = [await open(scene), await open(scene), await open(scene)];
  await own(streams, 1).cut();
  await clock.advance(random.integer(1, 20) * 1_000);
  const left = [await server.timers(), await server.listeners()] as const;
  await server.abort("over");
  await clock.advance(AT_ONCE_MS);
  for (const stream of [own(streams, 0), own(streams, 2)]) {
    expect(!stream.pending || stream.broken !== undefined, {
      expected: "the stream to end when options.over aborts",
      got: "a stream that is still open",
    });
  }
  const after = [await server.timers(), await server.listeners()] as const;
  expect(after[0] <= before[0] && after[1] <= before[1], {
    expected: `${before[0]} timers and ${before[1]} listeners, as before`,
    got: `${after[0]} timers and ${after[1]} listeners after the end (${
      left[0]
    } and ${left[1]} while two streams were open)`,
  });
  const again = await server.get(PATH);
  await clock.advance(AT_ONCE_MS);
  await again.expectStatus(204);
});

check("is still an event stream that nobody on the way keeps", {
  heading: "Send what was missed, then what comes",
  why:
    "A stream that can resume is still the stream of 4.1. Without its type a browser gives up, and without the other two headers a proxy collects it.",
  norm: "WHATWG HTML §9.2.2",
}, async (scene) => {
  await fill(scene, 9);
  for (const cursor of [undefined, 5, 500]) {
    const stream = await open(scene, cursor);
    await stream.expectHeader("content-type", /^text\/event-stream\s*(;|$)/i);
    await stream.expectHeader("cache-control", /\bno-(store|cache)\b/i);
    await stream.expectHeader("x-accel-buffering", /^no$/i);
  }
});

check("still shows life, and frees who left", {
  heading: "Send what was missed, then what comes",
  why:
    "A stream that can resume is still the stream of 4.1: silence for 15 s brings a comment, and so does the next silence; a reader who left leaves nothing.",
  norm: "WHATWG HTML §9.2.7",
}, async (scene) => {
  const { server, clock, random, expect } = scene;
  await fill(scene, random.integer(1, 9));
  const before = [await server.timers(), await server.listeners()] as const;
  const streams = [await open(scene), await open(scene, 500)];
  for (const stream of streams) await expectBeat(scene, stream, 15_000);
  for (const stream of streams) await expectBeat(scene, stream, 15_000);
  for (const stream of streams) await stream.cut();
  await clock.advance(AT_ONCE_MS);
  const after = [await server.timers(), await server.listeners()] as const;
  expect(after[0] <= before[0] && after[1] <= before[1], {
    expected: `${before[0]} timers and ${before[1]} listeners, as before`,
    got: `${after[0]} timers and ${after[1]} listeners after both have left`,
  });
});

check("keeps two boards apart", {
  heading: "Send what was missed, then what comes",
  why:
    "Each board has a log of its own, and each log counts from 1: the same cursor means other messages there, or none. What a module keeps once for every call of handler() is right for one of them.",
}, async (scene) => {
  const { server, clock, random, expect } = scene;
  const capacity = random.integer(20, 30);
  const dropped = random.integer(5, 15);
  const draw = (count: number) =>
    Array.from({ length: count }, () => random.text());
  const messages = draw(capacity + dropped);
  await server.start({
    boards: 2,
    capacity,
    messages,
    signals: { over: "open" },
  });
  const boards: Board[] = [
    { name: "first", server, texts: messages, dropped },
    { name: "second", server: server.second, texts: [], dropped: 0 },
  ];
  const few = draw(capacity - 2);
  own(boards, 1).texts.push(...few);
  await server.second.publish(...few);
  const readers: Reader[] = [];
  // Lost on the first board, right on both, from the future on the second.
  for (const cursor of [1, dropped, few.length + 1]) {
    for (const board of boards) {
      const { texts, dropped } = board;
      const isLost = cursor < dropped || cursor > texts.length;
      const stream = await open({ clock, server: board.server }, cursor);
      const range = `${dropped + 1} to ${texts.length}`;
      const told = isLost ? [`reset, ${range}`] : [];
      const first = isLost ? dropped : cursor;
      readers.push({ board, cursor, stream, told, first });
    }
  }
  for (const index of [0, 1, 1, 0]) {
    for (const reader of readers) expectOwn(scene, reader);
    const { server, texts } = own(boards, index);
    const text = random.text();
    texts.push(text);
    await server.publish(text);
    await clock.advance(AT_ONCE_MS);
  }
  for (const reader of readers) expectOwn(scene, reader);
  await server.abort("over");
  await clock.advance(AT_ONCE_MS);
  for (const { board, stream } of readers) {
    expect(!stream.pending || stream.broken !== undefined, {
      expected:
        "the streams of both boards to end when options.over aborts, which both were given",
      got: `one of the ${board.name} board that is still open`,
    });
    await (await board.server.get(PATH)).expectStatus(204);
  }
});

/** A board, and what was published there. */
interface Board {
  readonly name: string;
  readonly server: AskedBoard;
  readonly texts: string[];
  /** How many of them the log did not keep when all began. */
  readonly dropped: number;
}

/** Somebody who came back to a board with a cursor. */
interface Reader {
  readonly board: Board;
  readonly cursor: number;
  readonly stream: Probe;
  /** What comes before the messages. */
  readonly told: readonly string[];
  /** How many of the board's messages are not sent. */
  readonly first: number;
}

/** Demands what was said on the reader's own board, and nothing else. */
function expectOwn(
  { expect }: ServerScene,
  { board, cursor, stream, told, first }: Reader,
): void {
  stream.expectOpen();
  const messages = board.texts.slice(first)
    .map((text, index) => `${first + 1 + index} ${text}`);
  const wanted = [...told, ...messages];
  const got = stream.events.map(({ type, lastEventId, data }) => {
    const { oldest, newest, text } = membersOf(readJson(data));
    return type === "message"
      ? `${lastEventId} ${textOf(text)}`
      : `${type}, ${textOf(oldest)} to ${textOf(newest)}`;
  });
  const all = wanted.length > got.length ? wanted : got;
  const wrong = all.findIndex((_, index) => wanted[index] !== got[index]);
  expect(wrong < 0, {
    expected: `as event ${
      wrong + 1
    } after Last-Event-ID ${cursor} on the ${board.name} board: ${
      wanted[wrong] ?? "none"
    }`,
    got: got[wrong] ?? "none",
  });
}

check.stories("gives every reader what it needs, whatever happens", {
  heading: "Send what was missed, then what comes",
  why:
    "Every reader has a cursor, a silence and an end of its own, and the log moves on between any two of them. What is remembered in one place for all is wrong for one.",
  step,
  examples,
  stepsMax: 20,
}, playReaders);

check("resumes in real time", {
  heading: "Send what was missed, then what comes",
  why: "What works in virtual time has to work on a real clock too.",
  realTime: true,
}, async (scene) => {
  const { server, random } = scene;
  await fill(scene, 9, { options: { heartbeatMs: 1_000, retryMs: 100 } });
  const headers = { "last-event-id": "6" };
  const stream = await server.get(PATH, { headers });
  await stream.expectStream();
  await stream.expectEvents(3);
  await server.publish(random.text());
  await stream.expectEvents(4);
  expectIds(scene, stream, 7, 10);
});
