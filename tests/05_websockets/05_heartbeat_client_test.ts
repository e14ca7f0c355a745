import {
  type ClientScene,
  describeJson,
  exam,
  membersOf,
  message,
  type SocketProbe,
  textOf,
} from "exam";
import { examples, playConnections, step } from "./_05_story.ts";
import { cursorOf, requestsOf, sendMessages } from "./_requests.ts";

const check = exam("05_websockets/05_heartbeat_client", "client");

const HOUR_MS = 3_600_000;
const PING_AFTER_MS = 20_000;
const DEAD_AFTER_MS = 30_000;

/** Both times, other than the defaults. */
function drawnTimes(
  { random }: ClientScene,
): { pingAfterMs: number; deadAfterMs: number } {
  const pingAfterMs = random.integer(4_000, 60_000);
  const more = random.integer(1_000, pingAfterMs);
  return { pingAfterMs, deadAfterMs: pingAfterMs + more };
}

/** Both times, far below the defaults and far above them. */
function farTimes(
  { random }: ClientScene,
): { pingAfterMs: number; deadAfterMs: number }[] {
  return [random.integer(20, 90), random.integer(2, 9) * HOUR_MS + 1].map(
    (pingAfterMs) => ({
      pingAfterMs,
      deadAfterMs: pingAfterMs + random.integer(10, pingAfterMs),
    }),
  );
}

/** Demands that a client has sent these types of frames on a socket, and no other. */
function expectTypes(
  { expect }: ClientScene,
  socket: SocketProbe,
  types: readonly string[],
  where = "",
): void {
  const got = socket.messages.map(({ value }) => {
    const { type, ...others } = membersOf(value);
    return Object.keys(others).length > 0 ? describeJson(value) : textOf(type);
  });
  const told = (list: readonly string[]) => list.join(", ") || "nothing";
  expect(told(got) === told(types), {
    expected: `${told(types)} from your client${where}`,
    got: told(got),
  });
}

/** Demands that no timer is left, that nothing is sent and nothing more asked. */
async function expectOver(
  scene: ClientScene,
  socket: SocketProbe | undefined,
  where: string,
): Promise<void> {
  const { client, clock, peer, expect } = scene;
  const timers = await client.timers();
  expect(timers === 0, {
    expected: `no timer left ${where}`,
    got: `${timers}`,
  });
  const sent = socket?.messages.length;
  await clock.advance(HOUR_MS);
  expect(socket?.messages.length === sent, {
    expected: `nothing sent ${where}`,
    got: socket?.messages.at(-1)?.text ?? "",
  });
  peer.expectNoRequest();
}

check("opens one socket when it is asked, and yields only messages", {
  heading: "Use one connection",
  why:
    "The answer to a ping is not for the reader: whoever yields everything that comes shows a message that nobody wrote.",
}, async (scene) => {
  const { client, clock, peer, random, expect } = scene;
  const since = random.integer(1, 900);
  await client.start({ since }, { pull: false });
  await clock.advance(1_000);
  peer.expectNoRequest();
  for (let pulls = 0; pulls < 3; pulls++) await client.pull();
  const request = await requestsOf(scene)();
  expect(cursorOf(request) === since, {
    expected: `since=${since}`,
    got: request.target,
  });
  const socket = await request.accept();
  await sendMessages(socket, message(since + 1));
  await client.expectMessages(since + 1);
  await socket.sendTogether(
    { type: "pong" },
    { type: "ack", key: "a", id: since },
    { type: "constructor" },
    { type: "__proto__" },
    { type: "message", ...message(since + 2) },
    { type: "ping" },
    { type: "error", title: "Cannot read that" },
    { type: "Message", ...message(since + 3) },
    { type: ["message"], ...message(since + 3) },
    message(since + 3),
  );
  await client.expectMessages(since + 1, since + 2);
  peer.expectNoRequest();
});

check("connects below the base URL, wherever the board is", {
  heading: "Use one connection",
  why:
    "A board may stand below a path, behind a proxy for example. An address that begins with a slash forgets that path.",
  norm: "RFC 3986 §5.2.2",
}, async (scene) => {
  const { client, random } = scene;
  const below = `${random.text()}/board/`;
  // Nobody has to give a signal, or has to have seen anything.
  await client.start({}, { below, signal: false });
  const request = await requestsOf(scene, below)();
  scene.expect(cursorOf(request) === 0, {
    expected: "since=0, or none",
    got: request.target,
  });
  const socket = await request.accept();
  await sendMessages(socket, message(1));
  await client.expectMessages(1);
});

check("answers a ping with a pong at once, also while nobody reads", {
  heading: "Answer a ping",
  why:
    "The body of a generator stands still while its reader is busy. A board that gets no pong takes a busy reader for a dead one.",
}, async (scene) => {
  const { client, clock } = scene;
  await client.start({}, { pull: false });
  await client.pull();
  const socket = await (await requestsOf(scene)()).accept();
  await socket.send({ type: "ping" });
  expectTypes(scene, socket, ["pong"], " while it waits for a message");
  await sendMessages(socket, message(1), message(2));
  await client.expectMessages(1);
  await clock.advance(5_000);
  const busy = " while the reader is busy";
  await socket.send({ type: "ping" });
  expectTypes(scene, socket, ["pong", "pong"], busy);
  await clock.advance(5_000);
  await socket.send({ type: "ping" });
  expectTypes(scene, socket, ["pong", "pong", "pong"], busy);
  await socket.sendFrame({
    opcode: 1,
    payload: '{ "at": 7, "type" : "\\u0070ing" }',
  });
  await socket.sendTogether(
    { type: "Ping" },
    { type: ["ping"] },
    { type: "pong", title: "ping" },
    { type: "message", ...message(3, '{"type":"ping"}') },
  );
  expectTypes(scene, socket, ["pong", "pong", "pong", "pong"], busy);
});

check("asks 20 s after the last thing received, and not before", {
  heading: "Ask when the board is silent",
  why:
    "A board on which people talk is there: nobody has to ask. The silence is counted from what was heard last, not by a clock that ticks for itself.",
}, async (scene) => {
  const { client, clock, random } = scene;
  const next = requestsOf(scene);
  const drawn = drawnTimes(scene);
  // Whoever gives one of the times has not given the other.
  const dead = { deadAfterMs: random.integer(32_000, 39_000) };
  for (const options of [{}, drawn, dead, ...farTimes(scene)]) {
    const { pingAfterMs = PING_AFTER_MS } = options as Partial<typeof drawn>;
    const where = ` with pingAfterMs ${pingAfterMs}`;
    await client.start(options);
    const request = await next();
    request.hold();
    await clock.advance(random.integer(pingAfterMs >> 1, pingAfterMs - 1));
    const socket = await request.accept();
    const frames = [
      { type: "message", ...message(1) },
      { type: "error", title: "Cannot read that" },
      { type: "pong" },
      { type: "message", ...message(2) },
    ];
    for (const frame of frames) {
      await clock.advance(pingAfterMs - 1);
      await socket.send(frame);
    }
    expectTypes(scene, socket, [], `${where}, while the board speaks`);
    await clock.advance(pingAfterMs - 1);
    expectTypes(scene, socket, [], `${where}, 1 ms before that`);
    await clock.advance(1);
    expectTypes(scene, socket, ["ping"], where);
    await clock.advance(5);
    await socket.send({ type: "ping" });
    await clock.advance(pingAfterMs - 1);
    expectTypes(scene, socket, ["ping", "pong"], `${where}, 1 ms before that`);
    await clock.advance(1);
    expectTypes(scene, socket, ["ping", "pong", "ping"], where);
    await client.abort();
  }
});

check("gives up after 30 s without anything, and not before", {
  heading: "Give up when nothing comes",
  why:
    "Sending proves nothing: on a dead line the first kilobytes go out as ever. Only what comes in shows that somebody is there, and anything that comes in does.",
}, async (scene) => {
  const { client, clock, random, expect } = scene;
  const next = requestsOf(scene);
  const drawn = drawnTimes(scene);
  const ping = { pingAfterMs: random.integer(22_000, 28_000) };
  for (const options of [{}, drawn, ping, ...farTimes(scene)]) {
    const { deadAfterMs = DEAD_AFTER_MS } = options as Partial<typeof drawn>;
    const where = `after ${deadAfterMs} ms of silence`;
    await client.start(options);
    const request = await next();
    request.hold();
    // The open event is the first thing received.
    await clock.advance(deadAfterMs - 1);
    client.expectRunning();
    const socket = await request.accept();
    for (const frame of [{ type: "pong" }, { type: "ping" }]) {
      await clock.advance(deadAfterMs - 1);
      client.expectRunning();
      await socket.send(frame);
    }
    await sendMessages(socket, message(1));
    await clock.advance(deadAfterMs - 1);
    client.expectRunning();
    await clock.advance(1);
    await client.expectError("ConnectionLostError");
    await client.expectMessages(1);
    expect(socket.closed !== undefined, {
      expected: `the socket closed ${where}`,
      got: "a socket that is still open",
    });
    await expectOver(scene, socket, where);
  }
});

check("does not wait for the other side to close", {
  heading: "Give up when nothing comes",
  why:
    "A WebSocket is closed when both sides have said so, and the other side is dead: its close frame never comes. Whoever waits for the close event hangs as before.",
  norm: "RFC 6455 §5.5.1",
}, async (scene) => {
  const { client, clock } = scene;
  const { pingAfterMs, deadAfterMs } = drawnTimes(scene);
  const next = requestsOf(scene);
  for (const busy of [false, true]) {
    await client.start({ pingAfterMs, deadAfterMs }, { pull: false });
    await client.pull();
    const socket = await (await next()).accept({ passive: true });
    if (busy) {
      await sendMessages(socket, message(1));
      await client.expectMessages(1);
    }
    await clock.advance(deadAfterMs);
    const where = `after the loss${busy ? ", while the reader is busy" : ""}`;
    scene.expect(socket.closed !== undefined, {
      expected: `the socket closed ${where}`,
      got: "a socket that is still open",
    });
    await expectOver(scene, socket, where);
    if (busy) await client.pull();
    await client.expectError("ConnectionLostError");
  }
});

check("counts a handshake without an answer as silence", {
  heading: "Give up when nothing comes",
  why:
    "A board behind a dead line never answers the handshake either. Whoever begins to count at the open event waits for it for ever.",
}, async (scene) => {
  const { client, clock, expect } = scene;
  const next = requestsOf(scene);
  const drawn = drawnTimes(scene);
  for (const options of [{}, drawn]) {
    const { deadAfterMs = DEAD_AFTER_MS } = options as Partial<typeof drawn>;
    await client.start(options, { pull: false });
    // The time begins with the request, and that comes with the first next().
    await clock.advance(1_000);
    await client.pull();
    const request = await next();
    request.hold();
    await clock.advance(deadAfterMs - 1);
    client.expectRunning();
    await clock.advance(1);
    await client.expectError("ConnectionLostError");
    expect(request.gone, {
      expected: "the handshake given up",
      got: "a connection that is still open",
    });
    await expectOver(scene, undefined, "after the handshake was given up");
  }
});

check("says at once that the connection ended, after what had come", {
  heading: "Say when the connection ends",
  why:
    "An iteration that just ends looks as if everything had been said. And what the board has sent is here already: it is not lost with the connection.",
}, async (scene) => {
  const { client, clock, peer, random } = scene;
  const next = requestsOf(scene);
  const statuses = ["200", "404", "503"];
  const codes = [1000, 1001, 1008, 1011, 1012, 3000, 4000];
  const endings = ["cut", "end", "empty", "refused", "handshake"];
  for (const ending of [...endings, ...statuses, ...codes]) {
    peer.refuse(ending === "refused");
    await client.start({}, { pull: false });
    await client.pull();
    if (ending !== "refused") {
      const request = await next();
      if (statuses.includes(`${ending}`)) await request.answer(Number(ending));
      else if (ending === "handshake") await request.cut();
      else {
        const socket = await request.accept();
        await clock.advance(random.integer(1, 15_000));
        await sendMessages(socket, message(1), message(2), message(3));
        await client.expectMessages(1);
        if (ending === "cut") await socket.cut();
        else if (ending === "end") await socket.end();
        else if (ending === "empty") await socket.close();
        else await socket.close(Number(ending));
        for (let pulls = 0; pulls < 3; pulls++) await client.pull();
        await client.expectMessages(1, 2, 3);
      }
    }
    await client.expectError("ConnectionLostError");
    await expectOver(scene, undefined, `after ${ending}`);
  }
});

check("leaves nothing behind after an abort", {
  heading: "Leave nothing behind",
  why:
    "A reader who has left wants no messages, and a timer that goes on asks a board in the name of nobody. A generator whose reader is busy does not come to its own end: somebody else has to clear up.",
}, async (scene) => {
  const { client, clock, expect } = scene;
  const next = requestsOf(scene);
  for (const place of ["connecting", "waiting", "busy"]) {
    const where = `after an abort while ${place}`;
    await client.start({}, { pull: false });
    await client.pull();
    const request = await next();
    if (place === "connecting") request.hold();
    const socket = place === "connecting"
      ? undefined
      : await request.accept({ passive: true });
    await clock.advance(2_000);
    if (place === "busy" && socket !== undefined) {
      await sendMessages(socket, message(1), message(2));
      await client.expectMessages(1);
    }
    await client.abort();
    const left = place === "connecting" ? request.gone : socket?.closed;
    expect(!!left, {
      expected: `the socket closed ${where}`,
      got: "a socket that is still open",
    });
    await socket?.send({ type: "ping" });
    await expectOver(scene, socket, where);
    if (place === "busy") await client.pull();
    await client.expectEnded();
    await client.expectMessages(...(place === "busy" ? [1] : []));
  }
  await client.start({}, { pull: false });
  await client.abort();
  await client.pull();
  await client.expectEnded();
  await expectOver(scene, undefined, "after an abort before the first next()");
});

check("leaves nothing behind when its reader leaves with break", {
  heading: "Leave nothing behind",
  why:
    "A loop that ends with break says so to the generator, and to nobody else: a socket that is left open then stays for as long as the board speaks.",
}, async (scene) => {
  const { client, clock, expect } = scene;
  const next = requestsOf(scene);
  for (const signal of [true, false]) {
    for (const waiting of [0, 2]) {
      await client.start({}, { pull: false, signal });
      await client.pull();
      const socket = await (await next()).accept({ passive: true });
      await sendMessages(socket, message(1));
      await client.expectMessages(1);
      for (let place = 0; place < waiting; place++) {
        await sendMessages(socket, message(2 + place));
      }
      await clock.advance(2_000);
      await client.leave();
      await client.expectEnded();
      const where = "after the reader left with break";
      expect(socket.closed !== undefined, {
        expected: `the socket closed ${where}`,
        got: "a socket that is still open",
      });
      await socket.send({ type: "ping" });
      await expectOver(scene, socket, where);
      await client.expectMessages(1);
    }
  }
});

check("yields no message when it is aborted after the loss", {
  heading: "Leave nothing behind",
  why:
    "The connection is gone, and messages of it wait for a busy reader. When that reader leaves it wants none of them, as on any other day.",
}, async (scene) => {
  const { client, clock } = scene;
  const next = requestsOf(scene);
  for (const how of ["silent", "cut", "closed"]) {
    await client.start({}, { pull: false });
    await client.pull();
    const socket = await (await next()).accept();
    await sendMessages(socket, message(1), message(2), message(3));
    await client.expectMessages(1);
    if (how === "silent") await clock.advance(DEAD_AFTER_MS);
    else if (how === "cut") await socket.cut();
    else await socket.close(1001);
    await clock.advance(1_000);
    await client.abort();
    await client.pull();
    await client.expectMessages(1);
    await client.expectEnded("ConnectionLostError");
    await expectOver(scene, undefined, "after a loss and an abort");
  }
});

check("keeps two connections apart", {
  heading: "Use one connection",
  why:
    "A page may follow two boards. What one of them says is no sign of life of the other, and the end of one is not the end of both.",
}, async (scene) => {
  const { client, clock } = scene;
  const next = requestsOf(scene);
  await client.start();
  const first = await (await next()).accept();
  await clock.advance(7_000);
  await client.start();
  const second = await (await next()).accept();
  await sendMessages(second, message(1));
  await client.expectMessages(1);
  await clock.advance(PING_AFTER_MS - 7_000 - 1);
  await sendMessages(second, message(2));
  expectTypes(scene, first, [], " to the first board, 1 ms before that");
  await clock.advance(1);
  expectTypes(scene, first, ["ping"], " to the first board");
  expectTypes(scene, second, [], " to the second board");
  await first.send({ type: "ping" });
  expectTypes(scene, first, ["ping", "pong"], " to the first board");
  expectTypes(scene, second, [], " to the second board");
  await client.abort();
  await client.expectEnded();
  await first.send({ type: "ping" });
  expectTypes(scene, first, ["ping", "pong", "pong"], " to the first board");
  await client.start();
  const third = await (await next()).accept();
  await clock.advance(DEAD_AFTER_MS - 1);
  scene.expect(first.closed === undefined, {
    expected: "the first connection open, 1 ms before it is lost",
    got: "its close frame",
  });
  await third.send({ type: "pong" });
  await clock.advance(1);
  scene.expect(first.closed !== undefined, {
    expected: "the first connection closed when its board was silent",
    got: "a socket that is still open",
  });
  client.expectRunning();
  await sendMessages(third, message(1));
  await client.expectMessages(1);
});

check("yields all of many messages that come at once", {
  heading: "Use one connection",
  why: "After a night in a tunnel the board has a lot to say, all in one go.",
}, async (scene) => {
  const { client } = scene;
  await client.start();
  const socket = await (await requestsOf(scene)()).accept();
  const ids = Array.from({ length: 2_000 }, (_, place) => place + 1);
  await sendMessages(socket, ...ids.map((id) => message(id)));
  await client.expectMessages(...ids);
});

check("ends whatever the reason of the abort is", {
  heading: "Leave nothing behind",
  why:
    "A signal aborts with an AbortError, with the TimeoutError of AbortSignal.timeout, or with whatever the caller likes. Only the signal says that it was an abort, and no loss.",
}, async (scene) => {
  const { client } = scene;
  const next = requestsOf(scene);
  const reasons = [
    { name: "TimeoutError", message: "The time is over" },
    { value: null },
    { name: "TypeError", message: "A fault of the caller's" },
    { value: "a text" },
    { value: undefined },
    { value: "" },
    { value: 0 },
    { value: false },
  ];
  const places = ["connecting", "waiting", "busy"];
  for (const [kind, reason] of reasons.entries()) {
    for (const place of kind < 2 ? places : ["busy"]) {
      await client.start({}, { pull: false });
      await client.pull();
      const request = await next();
      if (place === "connecting") request.hold();
      const socket = place === "connecting"
        ? undefined
        : await request.accept({ passive: true });
      if (place === "busy" && socket !== undefined) {
        await sendMessages(socket, message(1), message(2));
        await client.expectMessages(1);
      }
      await client.abort(reason);
      if (place === "busy") await client.pull();
      await client.expectEnded();
      await client.expectMessages(...(place === "busy" ? [1] : []));
      await expectOver(scene, socket, `after an abort while ${place}`);
    }
  }
  await client.start({}, { pull: false });
  await client.abort({ value: null });
  await client.pull();
  await client.expectEnded();
  await expectOver(scene, undefined, "after an abort before the first next()");
});

check("finds the line dead within a second of waking up", {
  heading: "Wake up well",
  why:
    "While the laptop slept no timer ran. Whoever counts ticks has counted none and believes in the line for another half minute.",
}, async (scene) => {
  const { client, clock, random } = scene;
  await client.start();
  const socket = await (await requestsOf(scene)()).accept({ passive: true });
  await sendMessages(socket, message(1));
  await clock.advance(random.integer(1, 15_000));
  await clock.sleepAndWake(HOUR_MS);
  await clock.advance(1_000);
  await client.expectMessages(1);
  await client.expectError("ConnectionLostError");
  await expectOver(scene, undefined, "after waking up");
});

check.stories("knows what is alive and what is dead, whatever happens", {
  heading: "Give up when nothing comes",
  why:
    "The silence begins anew with everything that comes, on each connection, and its reader may be busy meanwhile. What one connection has left behind meets the next.",
  step,
  examples,
  stepsMax: 25,
}, playConnections);

check("asks and gives up in real time", {
  heading: "Give up when nothing comes",
  why: "What works in virtual time has to work on a real clock too.",
  realTime: true,
}, async ({ client, peer }) => {
  await client.start({ pingAfterMs: 50, deadAfterMs: 400 });
  const socket = await (await peer.next()).accept();
  await sendMessages(socket, message(1));
  await client.expectMessages(1);
  await socket.expectNext({ type: "ping" });
  await client.expectError("ConnectionLostError");
});
