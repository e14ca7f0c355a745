import {
  type Call,
  type ClientScene,
  describeJson,
  exam,
  membersOf,
  message,
  own,
  type PeerExchange,
  type SocketProbe,
} from "exam";
import {
  cursorOf,
  type NextRequest,
  requestsOf,
  sendMessages,
} from "./_requests.ts";
import { AWKWARD } from "../_awkward.ts";
import { expectNoTurn } from "../_long_runs.ts";
import { published } from "./_board.ts";
import { examples, playLine, step } from "./_03_story.ts";

const check = exam("05_websockets/03_stay_connected", "client");

const HOUR_MS = 3_600_000;
const CAP_MS = 30_000;
const FIRST_DELAY_MS = 5_000;
const STABLE_MS = 60_000;
/** How far the tests keep from the time after which a socket is stable. */
const MARGIN_MS = 100;

/** A message to publish, with a text of its own. */
function draft({ random }: ClientScene): { from: string; text: string } {
  return { from: "edda", text: random.text() };
}

/** Takes the next connection, and says how long it took since now. */
async function waited(
  { clock }: ClientScene,
  next: NextRequest,
  withinMs: number,
): Promise<{ request: PeerExchange; ms: number }> {
  const lostAt = clock.now;
  const request = await next(withinMs);
  return { request, ms: request.at - lostAt };
}

/** Demands that nothing more is asked, and that no timer is left. */
async function expectOver(
  { client, clock, peer, expect }: ClientScene,
  when = "",
) {
  const timers = await client.timers();
  expect(timers === 0, {
    expected: `no timer left${when}`,
    got: `${timers}`,
  });
  await clock.advance(HOUR_MS);
  peer.expectNoRequest();
}

check("connects at once and yields messages, and only those", {
  heading: "Connect at once and hand on what comes",
  why:
    "One socket carries many things: messages, acks, pings. Only the type tells which of them are for the reader.",
}, async (scene) => {
  const { client, random, expect } = scene;
  // A board that is old enough: its ids have more than 32 bits.
  const since = 2 ** 33 + random.integer(1, 900);
  await client.connect({ since });
  const request = await requestsOf(scene)();
  expect(cursorOf(request) === since, {
    expected: `since=${since}`,
    got: request.target,
  });
  const socket = await request.accept();
  await sendMessages(socket, message(since + 1));
  await client.expectMessages(since + 1);
  await socket.sendTogether(
    { type: "ping" },
    { type: "error", title: "Cannot read that" },
    { type: "message", ...message(since + 2) },
    { type: "constructor" },
    { type: "__proto__" },
    { type: "pong" },
    { type: "message", ...message(since + 3, AWKWARD.join()) },
  );
  await client.expectMessages(since + 1, since + 2, since + 3);
  const texts = client.yielded.map(({ value }) => membersOf(value).text);
  const said = [`message ${since + 1}`, `message ${since + 2}`, AWKWARD.join()];
  expect(same(texts, said), {
    expected: `the texts ${describeJson(said)}`,
    got: describeJson(texts),
  });
  const many = Array.from({ length: 2_000 }, (_, place) => since + 4 + place);
  await sendMessages(socket, ...many.map((id) => message(id, "")));
  await client.expectMessages(since + 1, since + 2, since + 3, ...many);
});

check("connects below the base URL, wherever the board is", {
  heading: "Connect at once and hand on what comes",
  why:
    "A board may stand below a path, behind a proxy for example. An address that begins with a slash forgets that path, at the first connection or at a later one.",
  norm: "RFC 3986 §5.2.2",
}, async (scene) => {
  const { client, random } = scene;
  const below = `${random.text()}/board/`;
  await client.connect({}, { below });
  const next = requestsOf(scene, below);
  const socket = await (await next()).accept();
  await sendMessages(socket, message(1));
  await socket.cut();
  const again = await (await next(CAP_MS)).accept();
  await sendMessages(again, message(2));
  await client.expectMessages(1, 2);
});

check("resolves a publish with the id of the ack that has its key", {
  heading: "Publish with a key and wait for the ack",
  why:
    "Only the ack says that the board has it, and only the key says which message it is about: acks overtake each other.",
}, async (scene) => {
  const { client, random, expect } = scene;
  const next = requestsOf(scene);
  const keys = new Set<string>();
  for (let line = 0; line < 2; line++) {
    await client.connect();
    const socket = await (await next()).accept();
    const drafts = [
      draft(scene),
      { from: AWKWARD.join(), text: AWKWARD.toReversed().join() },
      draft(scene),
    ];
    const calls = await client.publishAll(drafts);
    const frames = published(socket);
    for (const [index, frame] of frames.entries()) {
      const { key, from, text } = frame;
      const right = { type: "publish", key, ...drafts[index] };
      expect(from === right.from && text === right.text && !!key, {
        expected: `${JSON.stringify({ ...right, key: "…" })}, at once`,
        got: describeJson(frame),
      });
      keys.add(key);
    }
    expect(frames.length === 3 && keys.size === 3 * (line + 1), {
      expected: "one frame for each publish, with a key that nobody else has",
      got: `${frames.length} frames with the keys ${[...keys].join(", ")}`,
    });
    const id = random.integer(1, 900);
    // A board may take its time.
    await scene.clock.advance(HOUR_MS);
    for (const place of [2, 0, 1]) {
      own(calls, place).expectPending();
      const { key } = own(frames, place);
      await socket.send({ type: "ack", key, id: id + place });
      await own(calls, place).expectResult(id + place);
    }
    await client.close();
  }
});

check("gives each line an outbox and a cursor of its own", {
  heading: "Publish with a key and wait for the ack",
  why:
    "connect() may be called for two boards, or twice for one. What stands outside of it is there once for all lines: one of them then sends what was said on the other, or yields nothing, since the other has seen it.",
}, async (scene) => {
  const { client, expect } = scene;
  const next = requestsOf(scene);
  await client.connect({ since: 500, outboxMax: 1 });
  const first = await (await next()).accept();
  await sendMessages(first, message(900));
  const one = await client.publish(draft(scene));
  await client.connect({ outboxMax: 1 });
  const request = await next();
  const second = await request.accept();
  expect(cursorOf(request) === 0 && published(second).length === 0, {
    expected: "a second line that asks from 0, and says nothing yet",
    got: `${request.target}, and ${published(second).length} frames`,
  });
  await sendMessages(second, message(1));
  await client.expectMessages(1);
  const other = await client.publish(draft(scene));
  await second.send({ type: "ack", key: published(second)[0]?.key, id: 2 });
  await other.expectResult(2);
  one.expectPending();
  await client.close();
  await first.send({ type: "ack", key: published(first)[0]?.key, id: 901 });
  await one.expectResult(901);
  // Only the second line is closed: the first one comes back.
  await first.cut();
  const again = await next(CAP_MS);
  expect(cursorOf(again) === 900, {
    expected: "since=900 of the first line",
    got: again.target,
  });
});

check("keeps at most 1,000 messages in the outbox", {
  heading: "Bound the outbox",
  why:
    "A tunnel can be long, and memory is not. Who publishes has to hear that nothing goes out any more; and what was sent but not acknowledged still has to be kept.",
}, async (scene) => {
  const { client, peer, random, expect } = scene;
  const next = requestsOf(scene);
  for (const outboxMax of [1_000, random.integer(3, 20)]) {
    await client.connect(outboxMax === 1_000 ? {} : { outboxMax });
    const request = await next();
    const half = Math.floor(outboxMax / 2);
    const drafts = Array.from({ length: outboxMax }, () => draft(scene));
    const calls = await client.publishAll(drafts.slice(0, half));
    const socket = await request.accept();
    calls.push(...await client.publishAll(drafts.slice(half)));
    const full = await client.publish(draft(scene));
    await full.expectError("OutboxFullError");
    own(calls, -1).expectPending();
    const frames = published(socket);
    await socket.send({ type: "ack", key: frames[0]?.key, id: 1 });
    await own(calls, 0).expectResult(1);
    const last = draft(scene);
    (await client.publish(last)).expectPending();
    await (await client.publish(draft(scene))).expectError("OutboxFullError");
    const texts = published(socket).map(({ text }) => text);
    expect(same(texts, [...drafts, last].map(({ text }) => text)), {
      expected: `${outboxMax + 1} messages on the wire: all but the two ` +
        "that were refused, in order",
      got: `${texts.length} messages, the last one "${texts.at(-1)}"`,
    });
    await client.close();
  }
  await client.connect({ outboxMax: 0 });
  const socket = await (await next()).accept();
  await (await client.publish(draft(scene))).expectError("OutboxFullError");
  expect(published(socket).length === 0, {
    expected: "nothing sent with outboxMax 0",
    got: `${published(socket).length} frames`,
  });
  await client.close();
  peer.expectNoRequest();
});

check("waits a random time first, up to 5 s", {
  heading: "Come back after a loss",
  why:
    "When a board falls, a thousand clients lose it in the same moment. Whoever comes back at once, or after the same time as all others, brings it down again.",
  norm: "RFC 6455 §7.2.3",
}, async (scene) => {
  const { client, clock, random, expect } = scene;
  const next = requestsOf(scene);
  // The default is far too long for the second, and a small part of the third.
  const [short, long] = [200, 2 * HOUR_MS].map((ms) => ({
    firstDelayMs: random.integer(ms, 1.4 * ms),
    stableMs: random.integer(10 * ms, 20 * ms),
  }));
  for (const options of [{}, short, long]) {
    const shares: number[] = [];
    const { firstDelayMs, stableMs } = {
      firstDelayMs: FIRST_DELAY_MS,
      stableMs: STABLE_MS,
      ...options,
    };
    await client.connect(options);
    let request = await next();
    for (let loss = 0; loss < 14; loss++) {
      const socket = await request.accept();
      await clock.advance(stableMs + MARGIN_MS);
      await socket.cut();
      const again = await waited(scene, next, firstDelayMs);
      shares.push(again.ms / firstDelayMs);
      request = again.request;
    }
    await client.close();
    const spread = Math.max(...shares) - Math.min(...shares);
    expect(spread > 0.25 && Math.max(...shares) > 0.35, {
      expected:
        `waits spread over the whole of firstDelayMs, ${firstDelayMs} ms, after sockets that were stable`,
      got: `waits of ${percent(shares)} of it`,
    });
  }
  // A loss is a loss, also of a socket that never was open.
  const refused: number[] = [];
  for (let line = 0; line < 7; line++) {
    await client.connect();
    const request = await next();
    await (line % 2 === 0 ? request.answer(503) : request.cut());
    refused.push((await waited(scene, next, FIRST_DELAY_MS)).ms);
    await client.close();
  }
  // Seven waits of up to 5 s that are all below 600 ms are no accident.
  expect(Math.max(...refused) > 600, {
    expected: `waits of up to ${FIRST_DELAY_MS} ms after a first refusal too`,
    got: `waits of ${refused.map(Math.round).join(", ")} ms`,
  });
  await client.connect({ firstDelayMs: 0 });
  await (await (await next()).accept()).cut();
  await next();
  await client.close();
});

check("waits longer and longer while the board flaps", {
  heading: "Come back after a loss",
  why:
    "A board in trouble accepts and falls, accepts and falls. Whoever takes every open socket for a success comes back every few seconds, with everybody else, for as long as it lasts.",
  norm: "RFC 6455 §7.2.3",
}, async (scene) => {
  const next = requestsOf(scene);
  // So many that 500 << n is no number of milliseconds any more.
  await flap(scene, next, {}, 40);
  const stableMs = scene.random.integer(20_000, 50_000);
  await flap(scene, next, { stableMs });
});

/** A board that flaps, and in the end does not. */
async function flap(
  scene: ClientScene,
  next: NextRequest,
  options: { stableMs?: number } = {},
  refusals = 0,
): Promise<void> {
  const { client, clock, random, expect } = scene;
  const { stableMs = STABLE_MS } = options;
  await client.connect(options);
  const waits: number[] = [];
  let request = await next();
  for (let loss = 0; loss < 16; loss++) {
    if (loss > 6) {
      // The time of the handshake does not count.
      request.hold();
      await clock.advance(2 * MARGIN_MS);
    }
    const socket = await request.accept();
    const openMs = loss > 6 ? stableMs - MARGIN_MS : random.integer(0, 5_000);
    await sendMessages(socket, message(loss + 1));
    await clock.advance(openMs);
    await socket.cut();
    const again = await waited(scene, next, CAP_MS);
    waits.push(again.ms);
    request = again.request;
  }
  const told = waits.map((ms) => Math.round(ms)).join(", ");
  // The last ones follow sockets that were open for nearly long enough.
  const spread = Math.max(...waits.slice(7)) > FIRST_DELAY_MS &&
    Math.min(...waits.slice(6)) < 0.8 * CAP_MS;
  expect(spread, {
    expected:
      `waits of up to 30,000 ms after the first six losses, each drawn anew, also after sockets that were open for ${
        stableMs - MARGIN_MS
      } ms`,
    got: `waits of ${told} ms`,
  });
  const boundMs = (loss: number) =>
    loss === 0 ? FIRST_DELAY_MS : Math.min(CAP_MS, 500 * 2 ** loss);
  expect(waits.every((ms, loss) => ms <= boundMs(loss)), {
    expected:
      "waits of at most 5,000, then 1,000, 2,000, 4,000 … and 30,000 ms",
    got: `waits of ${told} ms`,
  });
  const stable = await request.accept();
  await clock.advance(stableMs + MARGIN_MS);
  await stable.cut();
  request = await next(FIRST_DELAY_MS);
  // That was one stable socket: what is refused after it is none.
  const refused: number[] = [0];
  for (let loss = 1; loss < refusals; loss++) {
    await request.cut();
    const again = await waited(scene, next, boundMs(loss));
    refused.push(again.ms);
    request = again.request;
  }
  for (const first of [7, 24]) {
    const some = refused.slice(first, first + 8);
    expect(some.length < 8 || Math.max(...some) > FIRST_DELAY_MS, {
      expected: `waits of up to 30,000 ms before the attempts ${first + 1} to ${
        first + 8
      } in a row that are refused`,
      got: `waits of ${some.map((ms) => Math.round(ms)).join(", ")} ms`,
    });
  }
  expectNoTurn(scene, refused);
  await client.close();
}

check("keeps to one socket, however it is lost", {
  heading: "Keep to one socket",
  why:
    "An error event and a close event are one loss. Whoever comes back for both has two sockets, then four; each of them yields every message.",
}, async (scene) => {
  const { client, clock, peer, expect } = scene;
  await client.connect();
  const next = requestsOf(scene);
  let request = await next();
  const losses = [
    ...["cut", "503", "handshake", "1011", "200", "empty", "end", "cut"],
    ...["404", "handshake"],
  ];
  for (const loss of losses) {
    request.hold();
    await clock.advance(20_000);
    peer.expectNoRequest();
    if (/^[2-5]..$/.test(loss)) await request.answer(Number(loss));
    else if (loss === "handshake") await request.cut();
    else {
      const socket = await request.accept();
      await client.publish(draft(scene));
      if (loss === "cut") await socket.cut();
      else if (loss === "end") await socket.end();
      else if (loss === "empty") await socket.close();
      else await socket.close(Number(loss));
    }
    await client.publish(draft(scene));
    request = await next(CAP_MS);
  }
  await request.accept();
  await clock.advance(STABLE_MS);
  const count = peer.requests.length;
  expect(count === losses.length + 1, {
    expected: `${losses.length + 1} connections after ${losses.length} losses`,
    got: `${count}`,
  });
  peer.expectNoRequest();
});

check("goes on after the last message, and yields none twice", {
  heading: "Go on where it broke off",
  why:
    "Between two sockets people talk. The board knows what you have missed only if you say what you have; and it sends again what it cannot know to have arrived.",
}, async (scene) => {
  const { client, random, expect } = scene;
  const since = random.integer(10, 900);
  // What has come counts, and not what the reader has taken.
  await client.connect({ since }, { pull: false });
  const take = async (count: number) => {
    while (count-- > 0) await client.pull();
  };
  const next = requestsOf(scene);
  const comesFrom = async (cursor: number) => {
    const request = await next(CAP_MS);
    expect(cursorOf(request) === cursor, {
      expected: `since=${cursor}`,
      got: request.target,
    });
    return request;
  };
  const ids = (...steps: number[]) => steps.map((step) => since + step);
  const first = await (await next()).accept();
  await sendMessages(first, ...ids(1, 2, 3).map((id) => message(id)));
  await first.cut();
  await (await comesFrom(since + 3)).cut();
  const second = await (await comesFrom(since + 3)).accept();
  await sendMessages(second, ...ids(2, 3, 4).map((id) => message(id)));
  await take(3);
  await client.expectMessages(...ids(1, 2, 3));
  // Its numbers say what is kept, and not what has come.
  await second.send({ type: "reset", oldest: 3, newest: 5 });
  await second.send({ type: "reset", oldest: 3, newest: 5 });
  await second.cut();
  const third = await (await comesFrom(0)).accept();
  await sendMessages(third, message(1), message(2));
  // The fourth was read by nobody before the reset, and is no older for it.
  await take(3);
  await client.expectMessages(...ids(1, 2, 3, 4), 1, 2);
  await third.cut();
  await comesFrom(2);
});

check("sends again what was not acknowledged, in order, with its key", {
  heading: "Send again what was not acknowledged",
  why:
    "The ack may be lost, or the message: you cannot know which. Sent again with the same key it is published once; with a new key twice; not at all, and it may never have been said.",
}, async (scene) => {
  const { client, random, expect } = scene;
  await client.connect();
  const next = requestsOf(scene);
  const said: string[] = [];
  const calls: Call[] = [];
  const say = async () => {
    const each = draft(scene);
    said.push(each.text);
    calls.push(await client.publish(each));
  };
  const keys = new Map<string, string>();
  /** Demands that these messages, by their places, were sent on the socket. */
  const expectSent = (
    socket: SocketProbe,
    ...places: number[]
  ) => {
    const frames = published(socket);
    const sent = frames.map(({ text }) => `message ${said.indexOf(text) + 1}`);
    const wanted = places.map((place) => `message ${place + 1}`);
    const told = (list: string[]) => list.join(", ") || "nothing";
    expect(same(sent, wanted), {
      expected: `${told(wanted)} on this socket, in this order`,
      got: told(sent),
    });
    for (const { key, text } of frames) {
      const old = keys.get(text) ?? key;
      expect(key === old, {
        expected: `the key ${old} again`,
        got: `${key}`,
      });
      keys.set(text, key);
    }
  };
  const ack = async (socket: SocketProbe, at: number) => {
    const key = keys.get(own(said, at));
    await socket.send({ type: "ack", key, id: 100 + at });
    await own(calls, at).expectResult(100 + at);
  };
  const first = await (await next()).accept();
  for (let count = 0; count < 3; count++) await say();
  expectSent(first, 0, 1, 2);
  await ack(first, 1);
  await first.cut();
  await say();
  await (await next(CAP_MS)).answer(503);
  const request = await next(CAP_MS);
  await say();
  const second = await request.accept();
  expectSent(second, 0, 2, 3, 4);
  await say();
  expectSent(second, 0, 2, 3, 4, 5);
  await second.cut();
  for (const call of calls.filter((_, place) => place !== 1)) {
    call.expectPending();
  }
  const third = await (await next(CAP_MS)).accept();
  expectSent(third, 0, 2, 3, 4, 5);
  const order = random.pick([[5, 3, 0, 2, 4], [0, 2, 3, 4, 5]]);
  for (const place of order) await ack(third, place);
  await third.cut();
  expectSent(await (await next(CAP_MS)).accept());
});

check("ends after 1008 and 4000 to 4999, and only then", {
  heading: "Know when to stop",
  why:
    "1008 and the board's own codes mean: you, and not now. Coming back changes nothing. A board that restarts closes politely too, and wants you back.",
  norm: "RFC 6455 §7.4",
}, async (scene) => {
  const { client, random } = scene;
  const next = requestsOf(scene);
  const passing = [
    [1001, 1002, 1003],
    [1007, 1009, 1010],
    [1011, 1012, 3000],
    [1013, 1014, 3999],
  ];
  const final = [1008, 4000, random.integer(4001, 4998), 4999];
  for (const [round, code] of final.entries()) {
    await client.connect({ outboxMax: 1 });
    for (const passes of own(passing, round)) {
      await (await (await next(CAP_MS)).accept()).close(passes);
    }
    const socket = await (await next(CAP_MS)).accept();
    const call = await client.publish(draft(scene));
    await sendMessages(socket, message(1));
    await socket.close(code, "Not you");
    await client.expectMessages(1);
    await client.expectError("ClosedError");
    await call.expectError("ClosedError");
    await (await client.publish(draft(scene))).expectError("ClosedError");
    await expectOver(scene, ` after ${code}`);
  }
});

check("ends everything at close(), wherever it stands", {
  heading: "Know when to stop",
  why:
    "Who has left the page wants no socket back. And over a dead connection the other side's close frame never comes: whoever waits for it hangs.",
}, async (scene) => {
  const { client, expect } = scene;
  const next = requestsOf(scene);
  for (const place of ["connecting", "open", "waiting"]) {
    const where = ` when closed while ${place}`;
    // The outbox is full: that it is over is said all the same.
    await client.connect({ outboxMax: 1 });
    const request = await next();
    const call = await client.publish(draft(scene));
    if (place === "connecting") request.hold();
    else await request.accept({ passive: true });
    const [socket] = scene.peer.sockets.slice(-1);
    if (place === "waiting") await socket?.cut();
    await client.close();
    await client.close();
    await client.expectEnded();
    await call.expectError("ClosedError");
    await (await client.publish(draft(scene))).expectError("ClosedError");
    const left = place === "connecting" ? request.gone : socket?.closed;
    expect(place === "waiting" || !!left, {
      expected: `the socket closed${where}`,
      got: "a socket that stays",
    });
    if (place === "open" && socket !== undefined) {
      await sendMessages(socket, message(1));
      await client.expectMessages();
      await socket.cut();
    }
    await expectOver(scene, where);
  }
});

check.stories("applies every message once, over any cuts", {
  heading: "Go on where it broke off",
  why:
    "A cut can come anywhere: in the middle of a replay, before the board has your message, between its log and its ack. Nobody thinks of all of them; chance does.",
  step,
  examples,
}, playLine);

check("stays connected in real time", {
  heading: "Come back after a loss",
  why: "What works in virtual time has to work on a real clock too.",
  realTime: true,
}, async ({ client, peer }) => {
  await client.connect({ firstDelayMs: 50 });
  const first = await (await peer.next()).accept();
  await sendMessages(first, message(1));
  await client.expectMessages(1);
  const call = await client.publish({ from: "edda", text: "hello" });
  await first.cut();
  const second = await (await peer.next()).accept();
  const [frame] = await second.expectMessages(1);
  const { key } = membersOf(frame?.value);
  await second.send({ type: "ack", key, id: 2 });
  await call.expectResult(2);
  await sendMessages(second, message(1), message(2));
  await client.expectMessages(1, 2);
  await client.close();
  await client.expectEnded();
});

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function percent(shares: readonly number[]): string {
  return shares.map((share) => `${Math.round(share * 100)} %`).join(", ");
}
