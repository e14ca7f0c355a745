import {
  type AskedBoard,
  demand,
  exam,
  membersOf,
  own,
  type ServerScene,
  textOf,
} from "exam";
import { examples, playSlowReaders, step } from "./_06_story.ts";

const check = exam("05_websockets/06_slow_reader", "server");

/** "At once" in virtual time, as the exercise text promises. */
const AT_ONCE_MS = 100;
const KIBIBYTE = 1_024;
const MEBIBYTE = 1_024 * KIBIBYTE;

type Socket = Awaited<ReturnType<ServerScene["server"]["socket"]>>;

async function open(
  { server }: { readonly server: AskedBoard },
): Promise<Socket> {
  const socket = await server.socket("/messages/socket");
  await socket.expectOpen();
  return socket;
}

/** Messages of 120 KiB in a group of {@linkcode publishMany}: less than 1 MiB. */
const GROUP = 7;

/** Publishes `count` messages of 120 KiB in groups, each group in one tick. */
async function publishMany(
  { server }: ServerScene,
  count: number,
): Promise<void> {
  const text = "x".repeat(120 * KIBIBYTE);
  for (let published = 0; published < count; published += GROUP) {
    const group = Math.min(GROUP, count - published);
    await server.publish(...Array.from({ length: group }, () => text));
  }
}

/**
 * Publishes a short message and gives the bytes that a message takes on
 * this server beside its text and the digits of its id.
 */
async function overhead(
  { server, clock }: ServerScene,
  socket: Socket,
): Promise<number> {
  const published = await server.publish("");
  await clock.advance(AT_ONCE_MS);
  const { bytes } = demand(
    socket.messages.at(-1),
    "the message that was published",
    "nothing",
  );
  return bytes.length - `${own(published, 0).id}`.length;
}

/** Texts of messages from `id` on that take exactly `bytes` together. */
function textsOf(
  bytes: number,
  { id, overhead, letter }: { id: number; overhead: number; letter: string },
): string[] {
  const letterBytes = new TextEncoder().encode(letter).length;
  const count = Math.ceil(bytes / 100_000);
  return Array.from({ length: count }, (_, index) => {
    const share = Math.floor(bytes * (index + 1) / count) -
      Math.floor(bytes * index / count);
    const room = share - overhead - `${id + index}`.length;
    const letters = Math.floor(room / letterBytes);
    return letter.repeat(letters) + "x".repeat(room - letters * letterBytes);
  });
}

/** Ids of the messages so far. */
function ids(socket: Socket): unknown[] {
  return socket.messages.map(({ value }) => membersOf(value).id);
}

/** Demands the messages from 1 on in order and without a gap; returns the last id. */
function expectInOrder({ expect }: ServerScene, socket: Socket): number {
  const got = ids(socket);
  const at = got.findIndex((id, index) => id !== index + 1);
  expect(at === -1, {
    expected: "the messages from 1 on, in order and without a gap",
    got: `${got[at]} after ${at === 0 ? "the start" : got[at - 1]}`,
  });
  return got.length;
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

/** Demands the messages 1 to `last`, on a socket that is open. */
async function expectAll(
  scene: ServerScene,
  socket: Socket,
  last: number,
): Promise<void> {
  await atOnce(
    scene,
    () => socket.messages.length >= last || hasEnded(socket),
  );
  await socket.expectOpenStill();
  const newest = expectInOrder(scene, socket);
  scene.expect(newest === last, {
    expected: `the messages 1 to ${last}`,
    got: newest === 0 ? "none" : `1 to ${newest}`,
  });
}

function hasEnded({ closed, gone }: Socket): boolean {
  return closed !== undefined || gone;
}

/** Demands that who reads on gets a beginning of `count` messages and 1013. */
async function expectLetGo(
  scene: ServerScene,
  socket: Socket,
  count: number,
): Promise<void> {
  await atOnce(scene, () => hasEnded(socket));
  const last = expectInOrder(scene, socket);
  scene.expect(last < count, {
    expected: `a close frame before message ${count}, and not that message`,
    got: `all ${count} messages: they had been waiting for the reader`,
  });
  await socket.expectClosed(1013);
}

/** Timers and listeners that the server holds right now. */
async function held({ server }: ServerScene): Promise<[number, number]> {
  return [await server.timers(), await server.listeners()];
}

/** Demands no more timers and listeners than `before`. */
async function expectHeld(
  scene: ServerScene,
  before: [number, number],
  when: string,
): Promise<void> {
  const after = await held(scene);
  scene.expect(after[0] <= before[0] && after[1] <= before[1], {
    expected: `${before[0]} timers and ${
      before[1]
    } listeners, as before they came`,
    got: `${after[0]} timers and ${after[1]} listeners ${when}`,
  });
}

check("keeps a reader for whom exactly 1 MiB waits", {
  heading: "Let at most 1 MiB wait",
  why:
    "A burst is no slowness, and at most 1 MiB is 1 MiB too. Who is thrown out for a burst comes back and asks for it all again.",
}, async (scene) => {
  const { server, clock, random } = scene;
  const socket = await open(scene);
  const extra = await overhead(scene, socket);
  let last = 1;
  for (let burst = 0; burst < 2; burst++) {
    socket.pause();
    const letter = random.pick(["x", "é", "東"]);
    const texts = textsOf(MEBIBYTE, { id: last + 1, overhead: extra, letter });
    await server.publish(...texts);
    await clock.advance(random.integer(1, 60) * 1_000);
    await socket.resume();
    last += texts.length;
    await expectAll(scene, socket, last);
  }
});

check("closes with 1013 when more than maxBufferedBytes wait", {
  heading: "Close with 1013",
  why:
    "The limit is in bytes, and who runs the server sets it. Characters are not bytes, and a limit on messages says nothing about memory.",
  norm: "WHATWG WebSockets §3.1",
}, async (scene) => {
  const maxBufferedBytes = scene.random.integer(100_000, 1_000_000);
  await scene.server.start({ options: { maxBufferedBytes } });
  await expectLetGoAbove(scene, maxBufferedBytes);
});

check("closes with 1013 when one byte more than 1 MiB waits", {
  heading: "Let at most 1 MiB wait",
  why:
    "At most 1 MiB is no more than 1 MiB. What one reader may cost, all who sleep cost together.",
}, (scene) => expectLetGoAbove(scene, MEBIBYTE));

/** Demands that a reader is let go for whom one byte more waits. */
async function expectLetGoAbove(
  scene: ServerScene,
  bytes: number,
): Promise<void> {
  const { server, random } = scene;
  const socket = await open(scene);
  const extra = await overhead(scene, socket);
  socket.pause();
  const letter = random.pick(["é", "東", "🚂"]);
  const options = { id: 2, overhead: extra, letter };
  const texts = textsOf(bytes + 1, options);
  // The message that is one byte too much may still be sent, but not the one behind it.
  await server.publish(...texts, random.text());
  await socket.resume();
  await expectLetGo(scene, socket, texts.length + 2);
}

check("closes with 1013 for a single message that is too much, too", {
  heading: "Close with 1013",
  why:
    "The code tells the reader what to do: after 1013 it comes back. It is the same loss whether many messages were too much or one, and whether something waited before or nothing did.",
}, async (scene) => {
  const { server, random } = scene;
  const maxBufferedBytes = random.integer(100_000, 120_000);
  await server.start({ options: { maxBufferedBytes } });
  const awake = await open(scene);
  const asleep = await open(scene);
  const extra = await overhead(scene, awake);
  const textOf = (bytes: number) => "x".repeat(bytes - extra - 1);
  await server.publish(textOf(maxBufferedBytes));
  for (const socket of [awake, asleep]) await expectAll(scene, socket, 2);
  asleep.pause();
  await server.publish(textOf(maxBufferedBytes + 1), random.text());
  await asleep.resume();
  for (const socket of [awake, asleep]) await expectLetGo(scene, socket, 4);
});

check("lets nothing wait with a limit of 0", {
  heading: "Let at most 1 MiB wait",
  why:
    "0 is a limit like any other: whoever takes it for none, or for a missing one, lets a megabyte wait where nothing may.",
}, async (scene) => {
  const { server, random } = scene;
  await server.start({ options: { maxBufferedBytes: 0 } });
  const socket = await open(scene);
  await scene.clock.advance(random.integer(1, 60) * 1_000);
  await socket.expectOpenStill();
  await server.publish(random.text(), random.text());
  await expectLetGo(scene, socket, 2);
});

check("keeps twenty readers for whom exactly as many wait, again and again", {
  heading: "Let at most 1 MiB wait",
  why:
    "The limit is one for each reader, and for what waits now: what waits for others, or has waited a second ago, counts for nobody.",
}, async (scene) => {
  const { server, clock, random } = scene;
  const maxBufferedBytes = random.integer(100_000, 110_000);
  await server.start({ options: { maxBufferedBytes }, capacity: 40 });
  const sockets: Socket[] = [];
  for (let reader = 0; reader < 20; reader++) sockets.push(await open(scene));
  const extra = await overhead(scene, own(sockets, 0));
  let last = 1;
  for (let burst = 0; burst < 5; burst++) {
    for (const socket of sockets) socket.pause();
    const options = { id: last + 1, overhead: extra, letter: "x" };
    const texts = textsOf(maxBufferedBytes, options);
    await server.publish(...texts);
    await clock.advance(random.integer(400, 900));
    last += texts.length;
    for (const socket of sockets) await socket.resume();
    for (const socket of sockets) await expectAll(scene, socket, last);
  }
});

check("lets a reader go who does not read", {
  heading: "Close with 1013",
  why:
    "What nobody reads is kept for ever, unless somebody decides that it is enough. 1013 tells the reader that coming back is worth it, and nothing is lost: it comes back and resumes.",
}, async (scene) => {
  const socket = await open(scene);
  socket.pause();
  await publishMany(scene, 140);
  await socket.resume();
  await expectLetGo(scene, socket, 140);
});

check("forgets who was let go, and who left", {
  heading: "Close with 1013",
  why:
    "The close frame of who does not read waits behind all the rest, and the close event waits for an answer to it. Until then a listener that stays is called for every message.",
}, async (scene) => {
  const { server, clock, random } = scene;
  const maxBufferedBytes = random.integer(100_000, 300_000);
  await server.start({ options: { maxBufferedBytes } });
  const before = await held(scene);
  const leaving = [await open(scene), await open(scene)];
  const slow = [await open(scene), await open(scene)];
  await own(leaving, 0).close(1000);
  await own(leaving, 1).cut();
  for (const socket of slow) socket.pause();
  await server.publish(...Array.from({ length: 4 }, () => "x".repeat(100_000)));
  await clock.advance(AT_ONCE_MS);
  await expectHeld(scene, before, "while they have not read on");
  await own(slow, 0).resume();
  await own(slow, 1).cut();
  await server.publish(random.text());
  await clock.advance(AT_ONCE_MS);
  await expectHeld(scene, before, "after all have left");
});

check("costs a bounded amount of memory", {
  heading: "Keep your memory",
  why:
    "send() takes everything and keeps it. Some sleeping laptops must not take the board down with them, however long they sleep.",
  norm: "WHATWG WebSockets §3.1",
}, async (scene) => {
  const { server, expect } = scene;
  await server.start({ capacity: 16 });
  for (let reader = 0; reader < 8; reader++) (await open(scene)).pause();
  // The log, the network and what may wait are full before the first look.
  await publishMany(scene, 119);
  const before = await server.memory();
  await publishMany(scene, 147);
  const grown = Math.round((await server.memory() - before) / MEBIBYTE);
  expect(grown < 90, {
    expected: "less than 90 MiB more after 138 MiB that nobody read",
    got: `${grown} MiB more`,
  });
});

check("makes nobody else wait", {
  heading: "Make nobody else wait",
  why:
    "A broadcast that waits for each reader in turn is as fast as the slowest of them, and when one is let go, only that one goes.",
}, async (scene) => {
  const { server, random } = scene;
  const first = await open(scene);
  const slow = await open(scene);
  // Whoever came directly behind is told next.
  const others = [first, await open(scene)];
  slow.pause();
  for (let published = GROUP; published <= 20 * GROUP; published += GROUP) {
    await publishMany(scene, GROUP);
    for (const other of others) await expectAll(scene, other, published);
  }
  await server.publish(random.text());
  for (const other of others) await expectAll(scene, other, 20 * GROUP + 1);
});

check("never lets go of who reads", {
  heading: "Make nobody else wait",
  why:
    "What counts is what waits now. Who counts everything that was ever sent throws out the best readers.",
}, async (scene) => {
  const { clock, random } = scene;
  const socket = await open(scene);
  for (let round = 1; round <= 8; round++) {
    // Slow, but within the limit each time.
    socket.pause();
    await publishMany(scene, 4);
    await clock.advance(random.integer(1, 30) * 1_000);
    await publishMany(scene, 4);
    await socket.resume();
    await expectAll(scene, socket, round * 8);
  }
});

check("counts what waits now, also when something always waits", {
  heading: "Make nobody else wait",
  why:
    "A reader who is always a little behind reads all the same. Who counts what was sent since the buffer was empty for the last time never takes off what was read meanwhile.",
  norm: "WHATWG WebSockets §3.1",
}, async (scene) => {
  const { server, random } = scene;
  const maxBufferedBytes = 20 * MEBIBYTE;
  await server.start({ options: { maxBufferedBytes }, capacity: 400 });
  const socket = await open(scene);
  socket.pause();
  // 16.4 MiB wait, a few of them on the way: from here on as much comes as is read.
  let last = 20 * GROUP;
  await publishMany(scene, last);
  for (let round = 0; round < 5; round++) {
    await socket.readMore(4 * MEBIBYTE);
    await publishMany(scene, 5 * GROUP);
    last += 5 * GROUP;
  }
  await server.publish(random.text());
  await socket.resume();
  await expectAll(scene, socket, last + 1);
});

check("keeps two boards apart", {
  heading: "Make nobody else wait",
  why:
    "What a module keeps is there once for every call of handler(): its readers, and how to forget them. Two boards in one process then hear each other's messages, and who is too slow on one is forgotten on the other.",
}, async (scene) => {
  const { server, random, expect } = scene;
  const { second } = server;
  const maxBufferedBytes = random.integer(100_000, 300_000);
  await server.start({ boards: 2, options: { maxBufferedBytes } });
  const before = await held(scene);
  // On each board somebody sleeps who was the first to come.
  const asleep = await open(scene);
  const patient = await open({ server: second });
  const awake = await open({ server: second });
  for (const socket of [asleep, patient]) socket.pause();
  const texts = [random.text(), random.text()];
  await second.publish(...texts);
  await server.publish(...Array.from({ length: 4 }, () => "x".repeat(100_000)));
  await scene.clock.advance(AT_ONCE_MS);
  const listeners = await server.listeners();
  expect(listeners <= before[1], {
    expected: `${before[1]} listeners of the first board's log, as before`,
    got: `${listeners} while its only reader sleeps, who was let go`,
  });
  // The same ids as on the first board, and more.
  texts.push(...Array.from({ length: 4 }, () => random.text()));
  await second.publish(...texts.slice(2));
  await patient.resume();
  for (const socket of [patient, awake]) {
    await expectAll(scene, socket, texts.length);
    const got = socket.messages.map(({ value }) =>
      textOf(membersOf(value).text)
    );
    const wrong = texts.findIndex((text, index) => text !== got[index]);
    expect(wrong < 0, {
      expected: `"${texts[wrong]}" as message ${wrong + 1} of the second board`,
      got: `"${got[wrong]?.slice(0, 40)}"`,
    });
  }
  await asleep.resume();
  await expectLetGo(scene, asleep, 4);
});

check.stories(
  "keeps who may stay and lets go of who may not, whatever happens",
  {
    heading: "Make nobody else wait",
    why:
      "What waits is counted in bytes, for each socket, as it is now. What has waited once, or for somebody else, is no reason to end anything.",
    norm: "WHATWG WebSockets §3.1",
    step,
    examples,
    drawn: 2,
  },
  playSlowReaders,
);

check("lets go in real time", {
  heading: "Close with 1013",
  why: "What works in virtual time has to work on a real clock too.",
  realTime: true,
}, async (scene) => {
  const { server, clock } = scene;
  await server.start({ options: { maxBufferedBytes: 200_000 } });
  const slow = await open(scene);
  slow.pause();
  await server.publish(...Array.from({ length: 4 }, () => "x".repeat(100_000)));
  await slow.resume();
  await clock.runUntil(() => hasEnded(slow), {
    withinMs: 1_000,
    what: "a close frame",
  });
  await expectLetGo(scene, slow, 4);
});
