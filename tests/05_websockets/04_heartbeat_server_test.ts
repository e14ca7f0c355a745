import { type AskedBoard, exam, membersOf, own, type ServerScene } from "exam";
import { examples, playTalkers, step } from "./_04_story.ts";

const check = exam("05_websockets/04_heartbeat_server", "server");

/** "At once" in virtual time, as the exercise text promises. */
const AT_ONCE_MS = 100;
const HOUR_MS = 3_600_000;

type Socket = Awaited<ReturnType<ServerScene["server"]["socket"]>>;

/** Opens a socket of a board; a passive one answers nothing, not even a close frame. */
async function open(
  { server }: { readonly server: AskedBoard },
  options: { passive?: boolean } = {},
): Promise<Socket> {
  const socket = await server.socket("/messages/socket", options);
  await socket.expectOpen();
  return socket;
}

/** What came so far: the `type` of each message, and when. */
function heard(socket: Socket): { type: unknown; at: number }[] {
  return socket.messages.map(({ value, text, at }) => {
    const { type } = membersOf(value);
    return { type: type ?? `the text ${text}`, at };
  });
}

/** When the pings came. */
function pings(socket: Socket): number[] {
  return heard(socket).filter(({ type }) => type === "ping")
    .map(({ at }) => at);
}

/** Says what came since `from`, except messages of the board. */
function since(socket: Socket, from: number): string {
  const said = heard(socket)
    .filter(({ type, at }) => at >= from && type !== "message")
    .map(({ type, at }) => `${JSON.stringify(type)} after ${at - from} ms`);
  const { closed } = socket;
  if (closed) said.push(`a close frame after ${closed.at - from} ms`);
  return said.length > 0 ? said.join(", ") : "nothing";
}

/** Demands silence for `ms - 1`, and one ping with the next millisecond. */
async function expectPingAfter(
  { clock, expect }: ServerScene,
  socket: Socket,
  ms: number,
  after = "after the last sign of life",
): Promise<void> {
  const from = clock.now;
  const before = pings(socket).length;
  await clock.advance(ms - 1);
  expect(pings(socket).length === before && !socket.closed, {
    expected: `no ping within ${ms - 1} ms ${after}`,
    got: since(socket, from),
  });
  await clock.advance(1);
  expect(pings(socket).length === before + 1, {
    expected: `{ "type": "ping" } ${ms} ms ${after}`,
    got: since(socket, from),
  });
}

/** Demands a ping and the end of a socket that is silent from now on. */
async function expectDeathAfter(
  scene: ServerScene,
  socket: Socket,
  { pingAfterMs = 20_000, deadAfterMs = 30_000 } = {},
): Promise<void> {
  const { clock, expect } = scene;
  const from = clock.now;
  await expectPingAfter(scene, socket, pingAfterMs);
  await clock.advance(deadAfterMs - pingAfterMs - 1);
  expect(socket.closed === undefined && !socket.gone, {
    expected: `an open socket ${
      deadAfterMs - 1
    } ms after the last sign of life`,
    got: since(socket, from),
  });
  await clock.advance(1);
  expect(socket.closed !== undefined || socket.gone, {
    expected: `close() ${deadAfterMs} ms after the last sign of life`,
    got: since(socket, from),
  });
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

check("pings after 20 s of silence, and not before", {
  heading: "Ask after 20 seconds of silence",
  why:
    "Each silence has its own beginning. A sweep over all sockets every few seconds is up to a whole sweep too late, and what Deno does by itself you neither see nor test.",
}, async (scene) => {
  const { server, clock, random, expect } = scene;
  await server.start();
  await clock.advance(random.integer(1, 9_999));
  const socket = await open(scene);
  await expectPingAfter(scene, socket, 20_000);
  await clock.advance(random.integer(1_000, 9_000));
  expect(pings(socket).length === 1, {
    expected: "one ping for one silence",
    got: `${pings(socket).length} pings`,
  });
  await socket.send({ type: "pong" });
  await expectPingAfter(scene, socket, 20_000);
});

check("takes every message for a sign of life", {
  heading: "Ask after 20 seconds of silence",
  why:
    "Whoever says anything is there. Who waits for a pong in particular asks people who are talking, and buries them in the end.",
}, async (scene) => {
  const { clock, random } = scene;
  const socket = await open(scene);
  const publish = { type: "publish", key: "k1", from: "Hal", text: "hello" };
  const signs = [
    ...[{ type: "ping" }, publish, { type: "pong" }, { type: "error" }],
    ...[{ type: "__proto__" }, { type: 7 }, { of: "no type" }, {}, [], [1]],
    ...["null", "0", "7", "true", "false", '""', '"text"'],
    ...["", " ", "{", "hello", "[1", "\0"],
    ...[new Uint8Array([1, 2, 3]), new Uint8Array()],
  ];
  for (const sign of signs) {
    await clock.advance(random.integer(1_000, 9_900));
    await socket.send(sign);
    await expectPingAfter(scene, socket, 20_000, `after ${named(sign)}`);
  }
});

/** What a client said, in words. */
function named(sign: unknown): string {
  if (sign instanceof Uint8Array) return `${sign.length} bytes`;
  return typeof sign === "string" ? `the text '${sign}'` : JSON.stringify(sign);
}

check("gives up after 30 s without a sign of life, and not before", {
  heading: "Give up after 30 seconds",
  why:
    "Both times are counted from the last that was received. Counted from the ping, or put off by another ping, the dead stay longer than anybody has allowed.",
}, async (scene) => {
  const { clock, random } = scene;
  const socket = await open(scene, { passive: true });
  await clock.advance(random.integer(1_000, 19_000));
  await socket.send({ type: "pong" });
  await expectDeathAfter(scene, socket);
});

check("lets the dead go without waiting for their answer", {
  heading: "Give up after 30 seconds",
  why:
    "close() asks the other side to close as well, and the close event comes when it has. From a tunnel comes no answer: what you do only then, you never do.",
  norm: "RFC 6455 §5.5.1",
}, async (scene) => {
  const { server, clock, random } = scene;
  const before = await held(scene);
  const first = await open(scene, { passive: true });
  await clock.advance(random.integer(1, 9) * 1_000);
  await open(scene, { passive: true });
  await clock.advance(30_000);
  await expectHeld(scene, before, "after both have been silent for 30 s");
  // The train leaves the tunnel, and what was said in it arrives.
  await first.send({ type: "pong" });
  await expectHeld(scene, before, "after one of them has said a last word");
  await server.publish(random.text());
  await clock.advance(60_000);
  await expectHeld(scene, before, "a minute later");
});

check("does not take what it sends for a sign of life", {
  heading: "Ask after 20 seconds of silence",
  why:
    "You can send into a tunnel for a quarter of an hour: the bytes wait in your own machine, and send() says nothing. Only what comes back proves that somebody is there.",
}, async (scene) => {
  const { server, clock, random, expect } = scene;
  const socket = await open(scene, { passive: true });
  const from = clock.now;
  const everyMs = random.integer(1_000, 4_500);
  while (clock.now + everyMs <= from + 31_000) {
    await clock.advance(everyMs);
    await server.publish(random.text());
  }
  await clock.advance(from + 31_000 - clock.now);
  const [ping] = pings(socket);
  expect(ping === from + 20_000 && socket.closed?.at === from + 30_000, {
    expected:
      "a ping after 20000 ms and close() after 30000 ms, whatever was published",
    got: since(socket, from),
  });
});

check("keeps who answers, for as long as it takes", {
  heading: "Give up after 30 seconds",
  why:
    "Who answers is there, late or not. A deadline that goes on running after the answer ends the best of connections.",
}, async (scene) => {
  const { server, clock, random, expect } = scene;
  const socket = await open(scene);
  for (let round = 0; round < 40; round++) {
    await expectPingAfter(scene, socket, 20_000);
    await clock.advance(round % 2 === 0 ? 9_999 : random.integer(1, 9_900));
    await socket.send({ type: "pong" });
    await socket.expectOpenStill();
  }
  await server.publish(random.text());
  await clock.advance(AT_ONCE_MS);
  expect(heard(socket).at(-1)?.type === "message", {
    expected: "the message that was published, on a socket that is alive",
    got: since(socket, clock.now - AT_ONCE_MS),
  });
});

check("gives each socket its own time", {
  heading: "Give each socket its own time",
  why:
    "One variable for all holds the timer of who came last. The others are never asked, or die because somebody else is silent.",
}, async (scene) => {
  const { server, clock, random, expect } = scene;
  const talker = await open(scene);
  const silent: { socket: Socket; from: number }[] = [];
  for (let count = random.integer(2, 7); count > 0; count--) {
    await clock.advance(random.integer(100, 1_400));
    const socket = await open(scene, { passive: true });
    silent.push({ socket, from: clock.now });
  }
  for (let step = 0; step < 11; step++) {
    await clock.advance(random.integer(3_000, 4_000));
    await talker.send({ type: "pong" });
  }
  for (const { socket, from } of silent) {
    const [ping, ...more] = pings(socket);
    const right = ping === from + 20_000 && more.length === 0 &&
      socket.closed?.at === from + 30_000;
    expect(right, {
      expected:
        "on each silent socket one ping after 20000 ms and close() after 30000 ms",
      got: since(socket, from),
    });
  }
  await talker.expectOpenStill();
  await server.publish(random.text());
  await clock.advance(AT_ONCE_MS);
  const got = heard(talker).map(({ type }) => `${type}`);
  expect(got.join() === "message", {
    expected: "for who talks all the time: the message, and no ping",
    got: got.join(", ") || "nothing",
  });
});

check("answers a ping, and no pong", {
  heading: "Answer who asks",
  why:
    "The other side wants to know as well whether somebody is there. And an answer to an answer never ends.",
}, async (scene) => {
  const { clock, random, expect } = scene;
  const socket = await open(scene);
  const from = clock.now;
  let asked = 0;
  for (const type of ["ping", "pong", "ping", "ping", "pong"]) {
    if (type === "ping") asked++;
    await socket.send({ type });
    await clock.advance(AT_ONCE_MS);
    const got = heard(socket).map(({ type }) => type);
    expect(got.length === asked && got.every((type) => type === "pong"), {
      expected: `a pong for each of ${asked} pings, and nothing for a pong`,
      got: since(socket, from),
    });
    await clock.advance(random.integer(1, 9) * 1_000);
  }
});

check("answers a ping however it is written, and nothing else", {
  heading: "Answer who asks",
  why:
    "A ping is JSON with this type. A text that holds the word is none, and JSON can be written in many ways: only who parses it knows what it says.",
}, async (scene) => {
  const { expect } = scene;
  const socket = await open(scene);
  const pongs = () =>
    heard(socket).filter(({ type }) => type === "pong").length;
  const ping = JSON.stringify({ type: "ping" });
  const asks = [
    ...['{"type":"ping"}', '{ "type" : "ping" }', '\n{\t"type":\r"ping"}\n'],
    ...['{"type":"\\u0070ing"}', '{"t":{"type":"pong"},"type":"ping"}'],
  ];
  const others = [
    ...['"ping"', '["ping"]', '{"ping":"ping"}', "ping", `${ping}x`],
    ...['{"type":"pong","of":"ping"}', '{"type":["ping"]}', `[${ping}]`],
    ...['{"type":"Ping"}', '{"type":"pings"}', '{"type":" ping"}'],
    JSON.stringify({ type: "publish", key: "ping", from: "ping", text: ping }),
    new TextEncoder().encode(ping),
  ];
  for (const sign of [...asks, ...others]) {
    const before = pongs();
    await socket.send(sign);
    await scene.clock.advance(AT_ONCE_MS);
    const wanted = typeof sign === "string" && asks.includes(sign) ? 1 : 0;
    expect(pongs() - before === wanted, {
      expected: `${wanted === 1 ? "one pong" : "no pong"} after ${named(sign)}`,
      got: `${pongs() - before}`,
    });
  }
});

check("leaves nothing behind when a socket closes", {
  heading: "Leave nothing behind",
  why:
    "A timer that outlives its socket pings what is gone, and a listener sends to it. There are more of them with every visitor, and each keeps its socket in memory.",
}, async (scene) => {
  const { server, clock, random } = scene;
  const before = await held(scene);
  const asked = await open(scene);
  const leaving = [await open(scene), await open(scene)];
  await clock.advance(random.integer(2_000, 9_000));
  for (const socket of leaving) await socket.send({ type: "pong" });
  await clock.advance(19_000);
  // This one has had its ping, the others have not.
  await asked.close(1000);
  await own(leaving, 0).cut();
  await own(leaving, 1).end();
  await clock.advance(AT_ONCE_MS);
  await expectHeld(scene, before, "after all have left");
  await server.publish(random.text());
  await clock.advance(30_000);
  await expectHeld(scene, before, "30 s later");
});

check("uses pingAfterMs and deadAfterMs", {
  heading: "Give up after 30 seconds",
  why:
    "How much silence is too much depends on the proxies on the way: who runs the server decides.",
}, async (scene) => {
  const { server, random } = scene;
  const pingAfterMs = random.integer(2, 9) * HOUR_MS + random.integer(1, 999);
  const deadAfterMs = pingAfterMs +
    random.integer(500, pingAfterMs - 500);
  await server.start({ options: { pingAfterMs, deadAfterMs } });
  const socket = await open(scene, { passive: true });
  await expectDeathAfter(scene, socket, { pingAfterMs, deadAfterMs });
});

check("keeps the default of the one when only the other is given", {
  heading: "Give up after 30 seconds",
  why:
    "Each option has a default of its own. A time that follows from the other one is a time that nobody has asked for.",
}, async (scene) => {
  const { server, random } = scene;
  const given = random.pick([
    { pingAfterMs: random.integer(16_000, 28_000) },
    { deadAfterMs: random.integer(21_000, 38_000) },
  ]);
  await server.start({ options: given });
  const socket = await open(scene, { passive: true });
  await expectDeathAfter(scene, socket, given);
});

check("keeps two boards apart", {
  heading: "Give each socket its own time",
  why:
    "What a module keeps is there once for every call of handler(): its sockets, their timers, how to let them go. Two boards in one process then hear each other's messages, and somebody is never asked, or never let go, because somebody came to the other board.",
}, async (scene) => {
  const { server, clock, random, expect } = scene;
  await server.start({ boards: 2 });
  // Whoever comes first to a board: one who is dead here, one who only listens there.
  const dead = await open(scene, { passive: true });
  const from = clock.now;
  await clock.advance(random.integer(1_000, 9_000));
  const other = await open({ server: server.second });
  const came = clock.now;
  const talker = await open(scene);
  const talkUntil = async (at: number) => {
    while (clock.now < at) {
      await server.publish(random.text());
      await talker.send({ type: "pong" });
      await clock.advance(
        Math.min(random.integer(2_000, 4_000), at - clock.now),
      );
    }
  };
  const expectHeard = (...wanted: string[]) => {
    const got = heard(other).map(({ type, at }) =>
      type === "message" ? type : `${type} after ${at - came} ms`
    );
    expect(got.join() === wanted.join() && !other.closed, {
      expected: `on the second board, ${
        clock.now - came
      } ms after somebody came: ${wanted.join(", ") || "nothing so far"}`,
      got: [...got, ...other.closed ? ["a close frame"] : []].join(", ") ||
        "nothing",
    });
  };
  await talkUntil(came + 19_999);
  expectHeard();
  await clock.advance(1);
  expectHeard("ping after 20000 ms");
  await other.send({ type: "pong" });
  await talkUntil(from + 30_000);
  const [ping, ...more] = pings(dead);
  const right = ping === from + 20_000 && more.length === 0 &&
    dead.closed?.at === from + 30_000;
  expect(right, {
    expected:
      "for the dead of the first board one ping after 20000 ms and close() after 30000 ms",
    got: since(dead, from),
  });
  await server.second.publish(random.text());
  await talkUntil(came + 39_999);
  expectHeard("ping after 20000 ms", "message");
  await clock.advance(1);
  expectHeard("ping after 20000 ms", "message", "ping after 40000 ms");
  await talker.expectOpenStill();
});

check.stories("asks, answers and lets go, whatever happens", {
  heading: "Give each socket its own time",
  why:
    "Every socket has a silence, an answer and a death of its own. A timer that is not set anew, or that is set anew for somebody else, asks too late or buries the living.",
  step,
  examples,
  stepsMax: 25,
}, playTalkers);

check("beats in real time", {
  heading: "Give up after 30 seconds",
  why: "What works in virtual time has to work on a real clock too.",
  realTime: true,
}, async (scene) => {
  const { server, clock } = scene;
  await server.start({ options: { pingAfterMs: 200, deadAfterMs: 350 } });
  const before = await server.listeners();
  const socket = await open(scene, { passive: true });
  await clock.runUntil(() => pings(socket).length === 1, {
    withinMs: 1_000,
    what: "a ping",
  });
  await clock.runUntil(() => socket.closed !== undefined || socket.gone, {
    withinMs: 1_000,
    what: "a close frame",
  });
  const after = await server.listeners();
  scene.expect(after <= before, {
    expected: `${before} listeners, as before`,
    got: `${after}`,
  });
});
