import {
  type AskedBoard,
  exam,
  membersOf,
  own,
  type Probe,
  readJson,
  type ServerScene,
  textOf,
} from "exam";
import { examples, playSlowReaders, step } from "./_05_story.ts";

const check = exam("04_server_sent_events/05_slow_reader", "server");

/** "At once" in virtual time, as the exercise text promises. */
const AT_ONCE_MS = 100;
const PATH = "/messages/stream";
const KIBIBYTE = 1_024;
const MEBIBYTE = 1_024 * KIBIBYTE;

/** Opens a stream of a board with `Last-Event-ID`, if there is one. */
async function open(
  { server }: { readonly server: AskedBoard },
  lastEventId?: number,
): Promise<Probe> {
  const headers: Record<string, string> = lastEventId === undefined
    ? {}
    : { "last-event-id": `${lastEventId}` };
  const stream = await server.get(PATH, { headers });
  await stream.expectStream();
  return stream;
}

/** Demands of streams that were just opened that the next message comes. */
async function expectLive(
  { server, random }: ServerScene,
  ...streams: Probe[]
): Promise<void> {
  await server.publish(random.text());
  for (const stream of streams) await stream.expectEvents(1);
}

/** Publishes long messages in groups of 16, each group in one tick. */
async function publishMany(
  { server }: ServerScene,
  count: number,
  bytes = 64 * KIBIBYTE,
): Promise<void> {
  const text = "x".repeat(bytes);
  for (let published = 0; published < count; published += 16) {
    const group = Math.min(16, count - published);
    await server.publish(...Array.from({ length: group }, () => text));
  }
}

/** Ids of the events so far. */
function ids(stream: Probe): number[] {
  return stream.events.map(({ lastEventId }) => Number(lastEventId));
}

/** Demands the messages from `first` on in order and without a gap; returns the last id. */
function expectInOrder(
  { expect }: ServerScene,
  stream: Probe,
  first = 1,
): number {
  const got = ids(stream);
  const at = got.findIndex((id, index) => id !== first + index);
  expect(at === -1, {
    expected: `the messages from ${first} on, in order and without a gap`,
    got: `${got[at]} after ${at === 0 ? "the start" : got[at - 1]}`,
  });
  return got.at(-1) ?? first - 1;
}

/**
 * Lets 100 ms pass until something happened. Bytes that have piled up take
 * several turns to arrive: each step waits for as many as there are.
 */
async function atOnce(
  { clock }: ServerScene,
  happened: () => boolean,
): Promise<void> {
  const until = clock.now + AT_ONCE_MS;
  while (!happened() && clock.now < until) await clock.advance(2);
}

/** Whether the stream is over, however it ended. */
function hasEnded({ pending, broken }: Probe): boolean {
  return !pending || broken !== undefined;
}

/** Demands exactly the messages from `first` to `last` on a stream that is open. */
async function expectAll(
  scene: ServerScene,
  stream: Probe,
  first: number,
  last: number,
): Promise<void> {
  await atOnce(scene, () => ids(stream).at(-1) === last || hasEnded(stream));
  stream.expectOpen();
  const newest = expectInOrder(scene, stream, first);
  scene.expect(newest === last, {
    expected: `the messages ${first} to ${last}`,
    got: newest < first ? "none" : `${first} to ${newest}`,
  });
}

/** Demands that the stream has ended before all of `count` messages came. */
async function expectLetGo(
  scene: ServerScene,
  stream: Probe,
  count: number,
): Promise<void> {
  await atOnce(scene, () => hasEnded(stream));
  const last = expectInOrder(scene, stream);
  scene.expect(last < count, {
    expected: `the end, long before message ${count}`,
    got: `all ${count} messages: they had been waiting for the reader`,
  });
  scene.expect(hasEnded(stream), {
    expected: `the end after message ${last}`,
    got: "a stream that is still open",
  });
}

check("keeps a reader for whom 256 messages wait", {
  heading: "Let at most 256 messages wait",
  why:
    "A burst is no slowness. A reader who gets a moment reads on, and one who is thrown out asks for it all again.",
}, async (scene) => {
  const { server, clock, random } = scene;
  const stream = await open(scene);
  stream.pause();
  await server.publish(...Array.from({ length: 256 }, () => random.text()));
  await clock.advance(60_000);
  await stream.resume();
  await expectAll(scene, stream, 1, 256);
  await server.publish(random.text());
  await expectAll(scene, stream, 1, 257);
});

check("lets a reader go who does not read", {
  heading: "End the stream of who does not read",
  why:
    "What nobody reads is kept for ever, unless somebody decides that it is enough. The end is no harm: the reader comes back and resumes.",
}, async (scene) => {
  const { server } = scene;
  await server.start({ capacity: 300 });
  const stream = await open(scene);
  await expectLive(scene, stream);
  stream.pause();
  await publishMany(scene, 704);
  await stream.resume();
  await expectLetGo(scene, stream, 705);
});

check("lets at most queueMax messages wait", {
  heading: "Let at most 256 messages wait",
  why:
    "How many may wait depends on the messages and on the machine: who runs the server decides.",
}, async (scene) => {
  const { server, random } = scene;
  const queueMax = random.integer(56, 60);
  const messages = Array.from({ length: 60 }, () => random.text());
  const first = messages.length + queueMax;
  await server.start({ options: { queueMax }, capacity: 60, messages });
  // Each of them may let as many wait: what waits for one is not the other's.
  const [patient, other] = [await open(scene), await open(scene)];
  for (const stream of [patient, other]) stream.pause();
  await server.publish(
    ...Array.from({ length: queueMax }, () => random.text()),
  );
  for (const stream of [patient, other]) {
    await stream.resume();
    await expectAll(scene, stream, 1, first);
  }
  await other.cut();
  patient.pause();
  // Deno and the two machines take a few megabytes, your queue the rest. A
  // replay that was read leaves no room behind.
  await publishMany(scene, 120, 128 * KIBIBYTE);
  await patient.resume();
  await expectLetGo(scene, patient, first + 120);
});

check("forgets who was let go", {
  heading: "End the stream of who does not read",
  why:
    "A stream that has ended can take nothing more. Who goes on listening for it throws with every message, for ever.",
}, async (scene) => {
  const { server, random, expect } = scene;
  await server.start({ options: { queueMax: 20 }, capacity: 16 });
  const before = [await server.timers(), await server.listeners()] as const;
  const streams = [await open(scene), await open(scene)];
  await expectLive(scene, ...streams);
  for (const stream of streams) stream.pause();
  await publishMany(scene, 240);
  const asleep = await server.listeners();
  expect(asleep <= before[1], {
    expected: `${before[1]} listeners, as before they came, while they sleep`,
    got: `${asleep} listeners while they sleep`,
  });
  await own(streams, 0).resume();
  await own(streams, 1).cut();
  await atOnce(scene, () => hasEnded(own(streams, 0)));
  await server.publish(random.text());
  const after = [await server.timers(), await server.listeners()] as const;
  expect(after[0] <= before[0] && after[1] <= before[1], {
    expected: `${before[0]} timers and ${
      before[1]
    } listeners, as before they came`,
    got: `${after[0]} timers and ${after[1]} listeners`,
  });
});

check("costs a bounded amount of memory", {
  heading: "Let at most 256 messages wait",
  why:
    "One sleeping laptop must not take the board down with it: what it costs is the queue and no more, however long it sleeps.",
  norm: "CWE-770",
}, async (scene) => {
  const { server, expect } = scene;
  await server.start({ options: { queueMax: 20 }, capacity: 16 });
  const stream = await open(scene);
  await expectLive(scene, stream);
  // Both the queue and the log are full before the first look.
  stream.pause();
  await publishMany(scene, 160, 128 * KIBIBYTE);
  const before = await server.memory();
  await publishMany(scene, 960, 128 * KIBIBYTE);
  const grown = Math.round((await server.memory() - before) / MEBIBYTE);
  expect(grown < 80, {
    expected: "less than 80 MiB more after 120 MiB that nobody read",
    got: `${grown} MiB more`,
  });
});

check("makes nobody else wait", {
  heading: "Make nobody else wait",
  why:
    "A loop that waits for each reader in turn is as fast as the slowest of them, and a queue for all is full for all.",
}, async (scene) => {
  const { server, random } = scene;
  await server.start({ options: { queueMax: 40 }, capacity: 70 });
  const slow = await open(scene);
  const others: Probe[] = [];
  for (let reader = random.integer(2, 5); reader > 0; reader--) {
    others.push(await open(scene));
  }
  slow.pause();
  for (let published = 16; published <= 192; published += 16) {
    await publishMany(scene, 16);
    for (const other of others) await expectAll(scene, other, 1, published);
  }
  await server.publish(random.text());
  for (const other of others) await expectAll(scene, other, 1, 193);
});

check("never lets go of who reads", {
  heading: "Make nobody else wait",
  why:
    "What counts is what waits now. Who counts everything that was ever sent throws out the best readers.",
}, async (scene) => {
  const { clock, random } = scene;
  const stream = await open(scene);
  for (const count of [700, 1_000]) {
    await publishMany(scene, count / 2, 20);
    // A pause in between is no reason, as long as few wait.
    stream.pause();
    await clock.advance(random.integer(1, 30) * 1_000);
    await publishMany(scene, count / 2 - 250, 20);
    await stream.resume();
    await publishMany(scene, 250, 20);
    await clock.advance(AT_ONCE_MS);
  }
  await expectAll(scene, stream, 1, 1_700);
});

check("gives who comes back all that was missed", {
  heading: "Let them come back",
  why:
    "Who was let go has missed more than the queue holds. Counted as waiting, the replay throws the reader out again, and again.",
}, async (scene) => {
  const { server, random } = scene;
  const count = 160;
  const messages = Array.from({ length: count }, () => "x".repeat(65_536));
  await server.start({ options: { queueMax: 20 }, messages });
  const seen = random.integer(1, 9);
  const connection = await server.connection();
  connection.pause();
  const headers = { "last-event-id": `${seen}` };
  const stream = await connection.get(PATH, { headers });
  // Far more is still unread than may wait.
  await server.publish(random.text());
  await connection.resume();
  await expectAll(scene, stream, seen + 1, count + 1);
  await server.publish(random.text());
  await expectAll(scene, stream, seen + 1, count + 2);
});

check("loses nothing on the way out and back", {
  heading: "Let them come back",
  why:
    "The last event that arrived says where to go on, and what waited behind it is still in the log. One message left out to make room is lost for good.",
}, async (scene) => {
  const { server, clock, random } = scene;
  await server.start({ options: { queueMax: 20 } });
  const slow = await open(scene);
  slow.pause();
  await publishMany(scene, 160);
  await slow.resume();
  await atOnce(scene, () => hasEnded(slow));
  await server.publish(random.text());
  await clock.advance(AT_ONCE_MS);
  const last = expectInOrder(scene, slow);
  const back = await open(scene, last);
  await expectAll(scene, back, last + 1, 161);
  await server.publish(random.text());
  await expectAll(scene, back, last + 1, 162);
});

check("keeps two boards apart", {
  heading: "Make nobody else wait",
  why:
    "What a module keeps is there once for every call of handler(): its readers, what waits for them, and how to forget them. Two boards in one process then end each other's streams, or show each other's messages.",
}, async (scene) => {
  const { server, random } = scene;
  const { second } = server;
  const queueMax = random.integer(20, 40);
  await server.start({ boards: 2, options: { queueMax }, capacity: 60 });
  // On each board somebody sleeps who was the first to come.
  const asleep = await open(scene);
  const patient = await open({ server: second });
  const awake = await open({ server: second });
  for (const stream of [asleep, patient]) stream.pause();
  await publishMany(scene, 192);
  const texts = Array.from({ length: queueMax - 1 }, () => random.text());
  await second.publish(...texts);
  await expectTexts(scene, awake, texts);
  await asleep.resume();
  await expectLetGo(scene, asleep, 192);
  texts.push(random.text());
  await second.publish(...texts.slice(-1));
  await patient.resume();
  const newcomer = await open({ server: second });
  for (const stream of [patient, awake, newcomer]) {
    await expectTexts(scene, stream, texts);
  }
});

/** Demands the messages with these texts on a stream of the second board. */
async function expectTexts(
  scene: ServerScene,
  stream: Probe,
  texts: readonly string[],
): Promise<void> {
  await expectAll(scene, stream, 1, texts.length);
  const got = stream.events.map(({ data }) =>
    textOf(membersOf(readJson(data)).text)
  );
  const wrong = texts.findIndex((text, index) => text !== got[index]);
  scene.expect(wrong < 0, {
    expected: `"${texts[wrong]}" as message ${wrong + 1} of the second board`,
    got: `"${got[wrong]?.slice(0, 40)}"`,
  });
}

check.stories("keeps who reads and lets go of who does not, whatever happens", {
  heading: "Make nobody else wait",
  why:
    "What waits is counted for each reader, from the moment at which it stops reading, and only then. A count that goes on, or that readers share, ends the wrong stream.",
  step,
  examples,
  drawn: 2,
}, playSlowReaders);

check("lets go in real time", {
  heading: "End the stream of who does not read",
  why: "What works in virtual time has to work on a real clock too.",
  realTime: true,
}, async (scene) => {
  const { server, clock } = scene;
  await server.start({ options: { queueMax: 20 }, capacity: 30 });
  const slow = await open(scene);
  await expectLive(scene, slow);
  slow.pause();
  await publishMany(scene, 160);
  await slow.resume();
  await clock.runUntil(() => !slow.pending || slow.broken !== undefined, {
    withinMs: 1_000,
    what: "the end of the stream",
  });
  expectLetGo(scene, slow, 161);
});
