import type { Message } from "kernel";
import {
  type AskedBoard,
  describeJson,
  exam,
  frameBytes,
  LEFT_OPEN,
  membersOf,
  own,
  type ServerScene,
} from "exam";
import { examples, playHall, step } from "./_02_story.ts";

const check = exam("05_websockets/02_board", "server");

const PATH = "/messages/socket";

/** Somebody at the board. */
type Socket = Awaited<ReturnType<ServerScene["server"]["socket"]>>;

/** Whatever the server sent as JSON. */
type Frame = Record<string, unknown>;

/** What is said with which key. */
interface Draft {
  key: string;
  from: string;
  text: string;
}

/** Opens a socket of a board, and everything the server does at once is done. */
async function join(
  { server }: { readonly server: AskedBoard },
  query = "",
): Promise<Socket> {
  const socket = await server.socket(PATH + query);
  await socket.expectOpen();
  return socket;
}

/** Opens several sockets. */
async function joinAll(scene: ServerScene, count: number): Promise<Socket[]> {
  const sockets: Socket[] = [];
  while (sockets.length < count) sockets.push(await join(scene));
  return sockets;
}

function draft({ random }: ServerScene): Draft {
  return { key: random.text(), from: random.text(), text: random.text() };
}

function publish(of: Draft): Frame {
  return { type: "publish", ...of };
}

/** What came with this type. */
function framesOf({ messages }: Socket, type: string): Frame[] {
  return messages.map(({ value }) => membersOf(value))
    .filter((frame) => frame.type === type);
}

/** Demands the messages with these ids and texts, once each and in order. */
function expectTold(
  { expect }: ServerScene,
  socket: Socket,
  messages: readonly { id: number; from: string; text: string }[],
): void {
  const name = ({ id, from, text }: Frame) => `${id} (${text} from ${from})`;
  const wanted = messages.map((message) => name({ ...message }));
  const told = framesOf(socket, "message");
  const got = told.map(name);
  expect(got.join() === wanted.join(), {
    expected: `the messages ${brief(wanted)}, once each and in order`,
    got: brief(got),
  });
  expect(told.every(({ at }) => Number.isInteger(at)), {
    expected: "each message with its time `at`",
    got: describeJson(told.find(({ at }) => !Number.isInteger(at))),
  });
}

/** Demands these acks, in any order. */
function expectAcks(
  { expect }: ServerScene,
  socket: Socket | readonly Frame[],
  acks: readonly { key: string; id: number }[],
): void {
  const name = ({ key, id }: Frame) => `${key} is ${id}`;
  const wanted = acks.map((ack) => name({ ...ack })).sort();
  const frames = "frames" in socket ? framesOf(socket, "ack") : socket;
  const got = frames.map(name).sort();
  expect(got.join() === wanted.join(), {
    expected: wanted.length === 0 ? "no ack" : `acks: ${brief(wanted)}`,
    got: brief(got),
  });
}

/** The first two and the last of many. */
function brief(list: readonly string[]): string {
  if (list.length === 0) return "none";
  if (list.length <= 6) return list.join(", ");
  return `${list.slice(0, 2).join(", ")} … ${list.at(-1)}: ${list.length}`;
}

check("tells everybody, and acknowledges to the sender", {
  heading: "Tell everybody, and the sender what became of it",
  why:
    "Nothing on a socket is an answer. Only the ack with its key tells the sender that the message is on the board, and under which id.",
  norm: "RFC 6455 §1.2",
}, async (scene) => {
  const { server, random } = scene;
  const sockets = await joinAll(scene, random.integer(3, 4));
  const told: (Draft & { id: number })[] = [];
  for (const speaker of [...sockets, own(sockets, 0)]) {
    const of = { ...draft(scene), id: told.length + 1 };
    told.push(of);
    const acks = sockets.map((socket) => framesOf(socket, "ack").length);
    const { id: _, ...said } = of;
    await speaker.send(publish(said));
    for (const [index, socket] of sockets.entries()) {
      expectTold(scene, socket, told);
      const news = framesOf(socket, "ack").slice(acks[index]);
      expectAcks(scene, news, socket === speaker ? [of] : []);
    }
  }
  const many = Array.from({ length: 2_000 }, () => random.text());
  const elsewhere = await server.publish(...many);
  for (const socket of sockets) {
    expectTold(scene, socket, [...told, ...elsewhere]);
  }
});

check("shows what was missed, then what comes", {
  heading: "Show what was missed first",
  why:
    "Who opens a socket has missed something. Between what was and what comes there must be no gap, also for who speaks in the same packet.",
}, async (scene) => {
  const { server, random } = scene;
  const count = random.integer(20, 40);
  const texts = Array.from({ length: count }, () => random.text());
  await server.start({ messages: texts });
  const first = await join(scene);
  const all = framesOf(first, "message") as unknown as Message[];
  expectTold(
    scene,
    first,
    texts.map((text, index) => ({ id: index + 1, from: "examiner", text })),
  );
  const seen = random.integer(1, count - 1);
  const late = await join(scene, `?since=${seen}`);
  const upToDate = await join(scene, `?since=${count}`);
  expectTold(scene, upToDate, []);
  const of = draft(scene);
  const behind = frameBytes({
    opcode: 1,
    payload: JSON.stringify(publish(of)),
  });
  const hasty = await server.socket(`${PATH}?since=${seen}`, { behind });
  await hasty.expectOpen();
  const next = await server.publish(random.text());
  const news = [{ ...of, id: count + 1 }, own(next, 0)];
  expectTold(scene, hasty, [...all.slice(seen), ...news]);
  expectTold(scene, late, [...all.slice(seen), ...news]);
  expectTold(scene, upToDate, news);
  // What comes when the handler has been called, before the socket is open.
  const gap = random.text();
  await server.publishAtNext(gap);
  const after = await join(scene, `?since=${count + 2}`);
  const message = { id: count + 3, from: "examiner", text: gap };
  expectTold(scene, after, [message]);
  expectTold(scene, upToDate, [...news, message]);
});

check("says reset when what was seen last is lost", {
  heading: "Show what was missed first",
  why:
    "Silence would look like nothing had happened. A client that is told what is kept knows that it has a gap.",
}, async (scene) => {
  const { server, random, expect } = scene;
  const capacity = random.integer(5, 10);
  const newest = capacity + random.integer(5, 10);
  const oldest = newest - capacity + 1;
  const messages = Array.from({ length: newest }, () => random.text());
  await server.start({ capacity, messages });
  for (const since of [1, oldest - 2, newest + 1, newest + 1_000]) {
    const socket = await join(scene, `?since=${since}`);
    const ids = framesOf(socket, "message").map(({ id }) => id);
    const [first] = socket.messages.map(({ value }) => membersOf(value));
    expect(
      first?.type === "reset" && first.oldest === oldest &&
        first.newest === newest,
      {
        expected: `first ${
          JSON.stringify({ type: "reset", oldest, newest })
        } after since=${since}`,
        got: first ? JSON.stringify(first) : "nothing",
      },
    );
    expect(ids.length === capacity && ids[0] === oldest, {
      expected: `then the messages ${oldest} to ${newest}`,
      got: ids.length === 0 ? "none" : `${ids.join(", ")}`,
    });
  }
  for (const query of [`?since=${oldest - 1}`, "?since=0", ""]) {
    const lucky = await join(scene, query);
    expect(framesOf(lucky, "reset").length === 0, {
      expected: `no reset after "${query}": nothing is missing`,
      got: "a reset",
    });
  }
});

check("publishes a key once, whoever sends it again", {
  heading: "Publish each key once",
  why:
    "A client that was cut off before the ack sends the same again, on a new socket. If the board knows the key only there, everybody reads it twice.",
}, async (scene) => {
  const { server, clock, random } = scene;
  const bad = Array.from({ length: 3 }, () => draft(scene));
  await server.start({
    answers: {
      save: (saved) => {
        if (!bad.some(({ text }) => text === membersOf(saved).text)) return;
        throw new Error("The disk is full");
      },
    },
  });
  const [ada, ben] = [await join(scene), await join(scene)];
  const [of, other] = [draft(scene), draft(scene)];
  await ada.sendTogether(publish(of), publish(of), publish(other));
  expectAcks(scene, ada, [
    { key: of.key, id: 1 },
    { key: of.key, id: 1 },
    { key: other.key, id: 2 },
  ]);
  await ada.cut();
  const again = await join(scene, "?since=2");
  // No key is too old: only those that come after it push it out.
  await clock.advance(random.integer(2, 9) * 3_600_000);
  await again.send(publish(other));
  await again.send(publish(of));
  const acks = [{ key: of.key, id: 1 }, { key: other.key, id: 2 }];
  expectAcks(scene, again, acks);
  expectTold(scene, again, []);
  const told = [{ ...of, id: 1 }, { ...other, id: 2 }];
  expectTold(scene, ben, told);
  const next = await server.publish("next");
  expectTold(scene, ben, [...told, ...next]);
  // With these, the first key is the oldest of the 1,000 that were published last.
  const newer = Array.from({ length: 998 }, () => draft(scene));
  await again.sendTogether(...newer.map(publish));
  const acksOf = (of: Draft) =>
    framesOf(again, "ack").filter(({ key }) => key === of.key);
  await again.send(publish(of));
  expectAcks(scene, acksOf(of), [own(acks, 0), own(acks, 0)]);
  // What was not published takes no place among them.
  await again.sendTogether(...bad.map(publish));
  expectErrors(scene, again, bad.length);
  await again.send(publish(of));
  expectAcks(scene, acksOf(of), [own(acks, 0), own(acks, 0), own(acks, 0)]);
  // Now the second is the oldest, however often the first has come again.
  const newest = { ...draft(scene), key: "7" };
  const ack = { key: "7", id: 1_002 };
  await again.sendTogether(publish(newest), publish(other), publish(newest));
  expectAcks(scene, acksOf(other), [own(acks, 1), own(acks, 1)]);
  expectAcks(scene, acksOf(newest), [ack, ack]);
});

check("remembers what was published last, however long it was saved", {
  heading: "Publish each key once",
  why:
    "What came first is not what was published first: a disk may take its time with one draft, while a thousand others pass. Whoever forgets keys in the order in which they came forgets the newest of all.",
}, async (scene) => {
  const { server } = scene;
  const slow = draft(scene);
  await server.start({
    answers: {
      save: (saved) =>
        membersOf(saved).text === slow.text ? LEFT_OPEN : undefined,
    },
  });
  const [ada, ben] = [await join(scene), await join(scene)];
  await ada.send(publish(slow));
  const others = Array.from({ length: 1_200 }, () => draft(scene));
  await ben.sendTogether(...others.map(publish));
  // It comes again while it is being saved, and when it has been published.
  await ada.send(publish(slow));
  await server.portCall("save", 0).resolve(null);
  await ben.send(publish(slow));
  const told = [...others, slow].map((of, place) => ({ ...of, id: place + 1 }));
  const last = own(told, -1);
  expectAcks(scene, ada, [last, last]);
  expectAcks(scene, ben, told);
  for (const socket of [ada, ben]) expectTold(scene, socket, told);
});

/** Keys that a table in an object takes for its own, and keys that look alike. */
const KEYS = [
  ...["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf"],
  ...["0", "00", "1", "01", "1.0", "null", "undefined", "true"],
  ...["k", "K", " k", "k ", "k\n", "k\0", "\u2028", "\u2029"],
  ...["\u00e9", "e\u0301", "\uFEFFk", "\ufffd", "\u{1F682}", "*", '"k"', "a,b"],
  "x".repeat(5_000),
];

check("takes any text for a key, and tells all keys apart", {
  heading: "Publish each key once",
  why:
    'An object has names before anything was put into it: keys["constructor"] is a function already, and keys["__proto__"] cannot be set. And a key that was trimmed or normalised is another key: its message is taken for one that was published.',
}, async (scene) => {
  const { expect } = scene;
  const [ada, ben] = [await join(scene), await join(scene)];
  const told: (Draft & { id: number })[] = [];
  for (const key of KEYS) {
    const name = JSON.stringify(key.slice(0, 20));
    const of = { ...draft(scene), key, id: told.length + 1 };
    told.push(of);
    const { id, ...said } = of;
    for (const [socket, time] of [[ada, "first"], [ben, "second"]] as const) {
      const before = framesOf(socket, "ack").length;
      await socket.send(publish(said));
      const acks = framesOf(socket, "ack").slice(before);
      expect(acks.length === 1 && acks[0]?.key === key && acks[0].id === id, {
        expected:
          `one ack with the key ${name} and the id ${id}, the ${time} time`,
        got: acks.length === 0 ? "no ack" : describeJson(acks),
      });
    }
  }
  for (const socket of [ada, ben]) expectTold(scene, socket, told);
});

check("publishes any text as it is", {
  heading: "Tell everybody, and the sender what became of it",
  why:
    "A text is what somebody has said, spaces and all. Whoever trims or mends it says something else in their name.",
}, async (scene) => {
  const [ada, ben] = [await join(scene), await join(scene)];
  const texts = [
    ...[" a ", "\ta\n", "a\r\nb", "\0", "\u2028\u2029\x85", "\uFEFFa"],
    ...["e\u0301", "\u00e9", "\u{1F682}\u200d", "\ufffd", "<b>&amp;", "\\n"],
    ...['{"type":"ping"}', '"', "__proto__", "null", "0", "false"],
    "\u6771".repeat(30_000),
  ];
  const said = texts.map((text) => ({ ...draft(scene), from: text, text }));
  for (const of of said) await ada.send(publish(of));
  const told = said.map((of, index) => ({ ...of, id: index + 1 }));
  for (const socket of [ada, ben]) expectTold(scene, socket, told);
  expectAcks(scene, ada, told);
});

check("publishes once what comes again while it is being saved", {
  heading: "Publish each key once",
  why:
    "Who remembers a key only when it is published does not know it yet while it is being saved, and saves and publishes it again.",
}, async (scene) => {
  const { server } = scene;
  await server.start({ ports: ["save"] });
  const [ada, ben] = [await join(scene), await join(scene)];
  const [of, bad] = [draft(scene), draft(scene)];
  await ada.sendTogether(publish(of), publish(of));
  await ben.send(publish(of));
  expectTold(scene, ben, []);
  expectAcks(scene, ada, []);
  const done = new Set<Call>();
  await answerAll(scene, (call) => call.resolve(null), done);
  const ack = { key: of.key, id: 1 };
  expectAcks(scene, ada, [ack, ack]);
  expectAcks(scene, ben, [ack]);
  for (const socket of [ada, ben]) {
    expectTold(scene, socket, [{ ...of, id: 1 }]);
  }
  await ben.send(publish(of));
  const saved = server.port("save").length;
  scene.expect(saved === 1, {
    expected: "one call of save for a key that came four times",
    got: `${saved} calls`,
  });
  // Whoever waits for a key is told as well when it cannot be saved.
  for (const socket of [ada, ben]) await socket.send(publish(bad));
  await answerAll(scene, (call) => call.reject("The disk is full"), done);
  for (const socket of [ada, ben]) expectErrors(scene, socket, 1);
});

type Call = ReturnType<ServerScene["server"]["port"]>[number];

/** Ends all calls of `save`, of these texts or of any, the newest first, until there are no more. */
async function answerAll(
  { server, expect }: ServerScene,
  answer: (call: Call) => Promise<void>,
  done: Set<Call> = new Set(),
  texts?: readonly unknown[],
): Promise<void> {
  const open = () =>
    server.port("save").filter((call) =>
      !done.has(call) &&
      (texts?.includes(membersOf(call.arguments[0]).text) ?? true)
    );
  for (let call = open().at(-1); call; call = open().at(-1)) {
    done.add(call);
    await answer(call);
    expect(done.size <= 30, {
      expected: "one call of save for each draft that comes",
      got: `${done.size} calls so far`,
    });
  }
}

check("keeps the order of each connection, and lets none wait for another", {
  heading: "Keep the order of each connection",
  why:
    "An async handler lets the second message overtake the first, when the first takes longer to save. One queue for all lets everybody wait for the slowest.",
}, async (scene) => {
  const { server, random } = scene;
  await server.start({ ports: ["save"] });
  const [ada, ben] = [await join(scene), await join(scene)];
  const said = Array.from({ length: random.integer(3, 5) }, () => draft(scene));
  await ada.sendTogether(...said.map(publish));
  const quick = draft(scene);
  await ben.send(publish(quick));
  const done = new Set<Call>();
  for (const call of server.port("save")) {
    const saved = membersOf(call.arguments[0]);
    const members = Object.keys(saved).sort().join(" and ");
    scene.expect(call.arguments.length === 1 && members === "from and text", {
      expected: "save({ from, text })",
      got: `save(${call.arguments.map(describeJson).join(", ")})`,
    });
    if (saved.text !== quick.text) continue;
    done.add(call);
    await call.resolve(null);
  }
  expectTold(scene, ben, [{ ...quick, id: 1 }]);
  await answerAll(scene, (call) => call.resolve(null), done);
  const told = [quick, ...said].map((of, index) => ({ ...of, id: index + 1 }));
  expectTold(scene, ben, told);
  expectTold(scene, ada, told);
  expectAcks(scene, ada, told.slice(1));
});

/** All that a promise may reject with. */
const FAILURES = [
  "The disk is full",
  "",
  { name: "TimeoutError", message: "The disk is slow" },
  { name: "AbortError" },
  { value: "a text" },
  { value: null },
  { value: undefined },
  { value: "" },
  { value: 0 },
  { value: false },
];

check("says error whatever saving fails with", {
  heading: "Say so when it cannot be saved",
  why:
    "A promise may reject with anything: an error without a message, a text, nothing at all. Who takes the title from it says nothing, or falls over, and everybody with it.",
}, async (scene) => {
  const { server } = scene;
  await server.start({ ports: ["save"] });
  const [ada, ben] = [await join(scene), await join(scene)];
  const done = new Set<Call>();
  for (const [index, failure] of FAILURES.entries()) {
    const of = draft(scene);
    await ada.send(publish(of));
    await answerAll(scene, (call) => call.reject(failure), done);
    expectErrors(scene, ada, 2 * index + 1);
    // Twice in a row: the first failure is no reason not to try.
    await ada.send(publish(of));
    await answerAll(scene, (call) => call.reject(failure), done);
    expectErrors(scene, ada, 2 * index + 2);
    await ben.send(publish(of));
    await answerAll(scene, (call) => call.resolve(null), done);
    expectAcks(scene, framesOf(ben, "ack").slice(index), [
      { key: of.key, id: index + 1 },
    ]);
  }
  expectAcks(scene, ada, []);
});

check("says error when saving fails, and goes on", {
  heading: "Say so when it cannot be saved",
  why:
    "An ack would be a lie, and silence lets the sender wait. And the key must be free: the sender will send it again.",
}, async (scene) => {
  const { server } = scene;
  await server.start({ ports: ["save"] });
  const [ada, ben] = [await join(scene), await join(scene)];
  const [of, other, first] = [draft(scene), draft(scene), draft(scene)];
  await ada.sendTogether(publish(of), publish(other));
  const done = new Set<Call>();
  const failed = server.portCall("save", 0);
  done.add(failed);
  await failed.reject("The disk is full");
  expectErrors(scene, ada, 1);
  // The key is free at once, while the next draft is still being saved.
  await ben.send(publish(of));
  await answerAll(scene, (call) => call.resolve(null), done);
  const told = [{ ...of, id: 1 }, { ...other, id: 2 }];
  expectAcks(scene, ben, [{ key: of.key, id: 1 }]);
  expectAcks(scene, ada, [{ key: other.key, id: 2 }]);
  expectTold(scene, ben, told);
  // Some save the second while the first is being saved: then it fails first.
  const [bad, last] = [draft(scene), draft(scene)];
  await ada.sendTogether(publish(first), publish(bad), publish(last));
  await answerAll(scene, (call) => {
    const { text } = membersOf(call.arguments[0]);
    return text === bad.text
      ? call.reject("The disk is full")
      : call.resolve(null);
  }, done);
  expectErrors(scene, ada, 2);
  expectTold(scene, ben, [...told, { ...first, id: 3 }, { ...last, id: 4 }]);
  await ada.send(publish(bad));
  await answerAll(scene, (call) => call.resolve(null), done);
  expectAcks(scene, ada, [
    { key: other.key, id: 2 },
    { key: first.key, id: 3 },
    { key: last.key, id: 4 },
    { key: bad.key, id: 5 },
  ]);
});

/** Demands so many errors with a title. */
function expectErrors(
  { expect }: ServerScene,
  socket: Socket,
  count: number,
): void {
  const errors = framesOf(socket, "error");
  expect(errors.length === count, {
    expected: `${count} of type "error"`,
    got: `${errors.length}`,
  });
  expect(
    errors.every(({ title }) => typeof title === "string" && title !== ""),
    {
      expected: "each error with a title",
      got: describeJson(errors.find(({ title }) => !title)),
    },
  );
}

check("answers what it cannot read with error, and stays open", {
  heading: "Answer what you cannot read",
  why:
    "One bad message is no reason to hang up, still less to fall over: an exception in a listener ends the whole process, and everybody is gone.",
}, async (scene) => {
  const [ada, ben] = [await join(scene), await join(scene)];
  const of = draft(scene);
  const right = publish(of);
  const unreadable: unknown[] = [
    "{",
    "",
    "null",
    "7",
    { ...right, type: "whisper" },
    { ...right, type: undefined },
    { ...right, key: undefined },
    { ...right, key: 7 },
    { ...right, from: null },
    { ...right, text: undefined },
    { ...right, text: [of.text] },
    "[]",
    '"publish"',
    { ...right, from: undefined },
    { ...right, key: null },
    { ...right, text: 0 },
    { ...right, type: ["publish"] },
    { ...right, type: "constructor" },
  ];
  for (const [index, value] of unreadable.entries()) {
    await ada.send(value);
    expectErrors(scene, ada, index + 1);
  }
  await ada.expectOpenStill();
  expectErrors(scene, ben, 0);
  await ada.send(right);
  expectAcks(scene, ada, [{ key: of.key, id: 1 }]);
  expectTold(scene, ben, [{ ...of, id: 1 }]);
});

check("closes with 1003 when bytes come", {
  heading: "Answer what you cannot read",
  why:
    "1003 says: of this kind I understand nothing. A client that sends bytes to this board is another program, and an error in JSON will not help it.",
  norm: "RFC 6455 §7.4.1",
}, async (scene) => {
  const { random } = scene;
  const [ada, ben] = [await join(scene), await join(scene)];
  const bytes = [
    new Uint8Array([random.integer(0, 255), 255]),
    new TextEncoder().encode(JSON.stringify(publish(draft(scene)))),
    new Uint8Array(),
  ];
  for (const some of bytes) {
    const socket = await join(scene);
    await socket.send(some);
    await socket.expectClosed(1003);
    await socket.expectEnded();
  }
  await ada.expectOpenStill();
  expectTold(scene, ben, []);
});

check("lets nobody suffer from a broken connection", {
  heading: "One connection harms nobody",
  why:
    "There is always one that is broken, closing or deaf. The loop over all must not stop there.",
}, async (scene) => {
  const { server, random } = scene;
  const ada = await join(scene);
  const deaf = await join(scene);
  deaf.pause();
  const silent = await server.socket(PATH, { passive: true });
  await silent.send(new Uint8Array([1]));
  const broken = await join(scene);
  await broken.sendFrame({ opcode: 3 });
  const gone = await join(scene);
  await gone.cut();
  const ben = await join(scene);
  const texts = [random.text(), random.text(), random.text()];
  const published = await server.publish(...texts);
  const of = draft(scene);
  await ada.send(publish(of));
  const told = [...published, { ...of, id: 4 }];
  expectTold(scene, ada, told);
  expectTold(scene, ben, told);
  expectAcks(scene, ada, [{ key: of.key, id: 4 }]);
});

check("leaves nothing behind, however somebody leaves", {
  heading: "Let go of who leaves",
  why:
    "Most connections do not end with a proper goodbye. What is kept for each of them is kept for ever.",
}, async (scene) => {
  const { server, random, expect } = scene;
  const before = [await server.listeners(), await server.timers()] as const;
  const farewells: ((socket: Socket) => Promise<void>)[] = [
    (socket) => socket.close(1000),
    (socket) => socket.close(),
    (socket) => socket.end(),
    (socket) => socket.cut(),
    (socket) => socket.send(new Uint8Array([1])),
    (socket) => socket.sendFrame({ opcode: 3 }),
  ];
  for (const leave of farewells) {
    const socket = await join(scene);
    await socket.send(publish(draft(scene)));
    await leave(socket);
    const after = [await server.listeners(), await server.timers()] as const;
    expect(after.join() === before.join(), {
      expected: `${before[0]} listeners and ${before[1]} timers, as before`,
      got: `${after[0]} and ${after[1]}`,
    });
  }
  const ada = await join(scene, "?since=6");
  const next = await server.publish(random.text());
  expectTold(scene, ada, next);
});

check("keeps two boards apart", {
  heading: "Publish each key once",
  why:
    "What a module keeps is there once for every call of handler(). Two boards in one process then hear each other, and what somebody says with a key that the other board knows is acknowledged and never published.",
}, async (scene) => {
  const { server, random } = scene;
  const { second } = server;
  const draw = (count: number) =>
    Array.from({ length: count }, () => random.text());
  const messages = draw(random.integer(2, 5));
  await server.start({ boards: 2, messages, ports: ["save"] });
  const ada = await join(scene, `?since=${messages.length}`);
  const ben = await join({ server: second });
  const cem = await join({ server: second });
  const done = new Set<Call>();
  const save = (draft: Draft, reason?: string) =>
    answerAll(
      scene,
      (call) => reason ? call.reject(reason) : call.resolve(null),
      done,
      [draft.text],
    );
  // Clients that count their keys say the same ones everywhere.
  const [first, next] = [draft(scene), draft(scene)];
  const [other, last] = [first, next].map(({ key }) => ({
    ...draft(scene),
    key,
  })) as [Draft, Draft];
  await ada.send(publish(first));
  await ben.send(publish(other));
  await save(other);
  const there = [{ ...other, id: 1 }];
  for (const socket of [ben, cem]) expectTold(scene, socket, there);
  expectAcks(scene, ben, there);
  expectTold(scene, ada, []);
  await save(first);
  const here = [{ ...first, id: messages.length + 1 }];
  expectTold(scene, ada, here);
  expectAcks(scene, ada, here);
  await ada.send(publish(next));
  await ben.send(publish(last));
  // The key is free where it could not be saved, and only there.
  await save(next, "The disk is full");
  await save(last);
  there.push({ ...last, id: 2 });
  expectErrors(scene, ada, 1);
  expectErrors(scene, ben, 0);
  await cem.sendTogether(publish(other), publish(last));
  await ada.send(publish(next));
  await save(next);
  here.push({ ...next, id: messages.length + 2 });
  expectTold(scene, ada, here);
  expectAcks(scene, ada, here);
  await ada.cut();
  // Up to ids that the first board has used, too.
  const elsewhere = await second.publish(...draw(messages.length));
  for (const socket of [ben, cem]) {
    expectAcks(scene, socket, there);
    expectTold(scene, socket, [...there, ...elsewhere]);
  }
});

check.stories("keeps the board, whatever happens", {
  heading: "Keep the order of each connection",
  why:
    "Guests speak while others are saved, come back with the same keys, and leave. Each has an order and answers of its own, and all have one log.",
  step,
  examples,
  stepsMax: 25,
}, playHall);

check("keeps the board in real time", {
  heading: "How you are judged",
  why: "What is right only when time stands still is not right.",
  realTime: true,
}, async (scene) => {
  const [ada, ben] = [await join(scene), await join(scene)];
  const said = [draft(scene), draft(scene), draft(scene)];
  await ada.sendTogether(...said.map(publish));
  await ada.expectMessages(6);
  await ben.expectMessages(3);
  const told = said.map((of, index) => ({ ...of, id: index + 1 }));
  expectTold(scene, ada, told);
  expectTold(scene, ben, told);
  expectAcks(scene, ada, told);
});
