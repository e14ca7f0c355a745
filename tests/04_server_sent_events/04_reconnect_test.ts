import { exam, type PeerExchange, type Scene } from "exam";

const check = exam("04_server_sent_events/04_reconnect");

/** "At once" in virtual time, as the exercise text promises. */
const AT_ONCE_MS = 100;
const HOUR_MS = 3_600_000;
const CONNECTING = 0, OPEN = 1, CLOSED = 2;

/** Takes one connection after the other; each has to be asked for in time. */
function requestsOf(
  { clock, peer }: Scene,
): (withinMs?: number) => Promise<PeerExchange> {
  let taken = 0;
  return async (withinMs = AT_ONCE_MS) => {
    await clock.runUntil(() => peer.requests.length > taken, {
      withinMs,
      what: taken === 0 ? "the first connection" : "a reconnection",
    });
    taken++;
    return await peer.next();
  };
}

/** Begins the stream and writes what it says first. */
async function open(request: PeerExchange, text = ""): Promise<PeerExchange> {
  await request.writeHead(200, { "content-type": "text/event-stream" });
  if (text !== "") await request.write(text);
  return request;
}

/** The requests to come are asked for not before `ms` and not after twice that. */
async function comesBack(
  { clock, peer }: Scene,
  next: (withinMs?: number) => Promise<PeerExchange>,
  ms: number,
): Promise<PeerExchange> {
  await clock.advance(ms - 1);
  peer.expectNoRequest();
  return await next(ms + 1);
}

/** Ways to lose a stream. */
const LOSSES = ["end", "cut"] as const;

/** Demands the events of the last stream, each with the `readyState` at its time. */
function expectStates(
  { client, expect }: Scene,
  ...wanted: [type: string, readyState: number][]
): void {
  const told = (list: [string, number][]) =>
    list.map(([type, state]) => `${type} (${state})`).join(", ") || "(none)";
  const last = Math.max(0, ...client.events.map(({ object }) => object));
  const got = told(
    client.events.filter(({ object }) => object === last)
      .map(({ type, readyState }) => [type, readyState]),
  );
  expect(got === told(wanted), {
    expected: `the events ${told(wanted)}, with the readyState of the moment`,
    got,
  });
}

/** Demands the message events, as `type/data/lastEventId`. */
function expectEvents({ client, expect }: Scene, ...wanted: string[]): void {
  const got = client.events.filter(({ data }) => data !== undefined)
    .map(({ type, data, lastEventId }) => `${type}/${data}/${lastEventId}`);
  expect(JSON.stringify(got) === JSON.stringify(wanted), {
    expected: `the events ${JSON.stringify(wanted)} (type/data/lastEventId)`,
    got: JSON.stringify(got),
  });
}

function expectId(
  { expect }: Scene,
  request: PeerExchange,
  id: string | null,
): void {
  const got = request.headers.get("last-event-id");
  const told = (id: string | null) =>
    id === null ? "no Last-Event-ID" : `Last-Event-ID: ${id}`;
  expect(got === id, { expected: told(id), got: told(got) });
}

check("asks for a stream and says when it is open", {
  heading: "Ask for a stream",
  why:
    "The request says what it wants, and that no cache may answer. readyState and the open event tell the page where it stands.",
  norm: "WHATWG HTML §9.2.2",
}, async (scene) => {
  const { client, clock, expect } = scene;
  await client.construct();
  const next = requestsOf(scene);
  const request = await next();
  const asked = `${request.method} ${request.path}`;
  expect(asked === "GET /messages/stream", {
    expected: "GET /messages/stream",
    got: asked,
  });
  const accept = request.headers.get("accept") ?? "no Accept";
  expect(accept.includes("text/event-stream"), {
    expected: "Accept: text/event-stream",
    got: accept,
  });
  const cache = request.headers.get("cache-control") ?? "no Cache-Control";
  expect(/no-cache|no-store/.test(cache), {
    expected: "Cache-Control: no-cache",
    got: cache,
  });
  expectId(scene, request, null);
  request.hold();
  await clock.advance(5_000);
  expectStates(scene);
  await open(request);
  expectStates(scene, ["open", OPEN]);
});

check("dispatches events with type, data and id", {
  heading: "Dispatch what comes",
  why:
    "An event is ready when its blank line is there. Whoever waits for the end of the stream waits for ever.",
}, async (scene) => {
  const { client, random } = scene;
  await client.construct({}, { listen: ["message", "reset"] });
  const stream = await open(await requestsOf(scene)());
  const id = String(random.integer(1, 900));
  const [first, second] = [random.text(), random.text()];
  await stream.write(`id: ${id}\nda`);
  expectEvents(scene);
  await stream.write(`ta: ${first}\n\n`);
  expectEvents(scene, `message/${first}/${id}`);
  await stream.write(`event: reset\ndata: ${second}\n\n: a comment\n\n`);
  expectEvents(scene, `message/${first}/${id}`, `reset/${second}/${id}`);
});

check("reconnects 3 s after the end of a stream, and not before", {
  heading: "Come back after an end",
  why:
    "A stream that ends is no reason to stop: proxies and servers end streams every day. And a thousand readers who come back at once bring the server down again.",
}, async (scene) => {
  const { client, random } = scene;
  await client.construct();
  const next = requestsOf(scene);
  const stream = await open(await next(), "data: one\n\n");
  const loss = random.pick(LOSSES);
  await stream[loss]();
  expectStates(scene, ["open", OPEN], ["message", OPEN], ["error", CONNECTING]);
  await open(await comesBack(scene, next, 3_000), "data: two\n\n");
  expectStates(
    scene,
    ["open", OPEN],
    ["message", OPEN],
    ["error", CONNECTING],
    ["open", OPEN],
    ["message", OPEN],
  );
});

check("waits as long as the server says", {
  heading: "Come back after an end",
  why:
    "retry is in milliseconds, holds for all reconnections from then on, and lets a server in trouble spread its readers.",
  norm: "WHATWG HTML §9.2.6",
}, async (scene) => {
  const { client, random } = scene;
  const [first, second] = [
    random.integer(1_000, 9_000),
    random.integer(10_000, 60_000),
  ];
  const retryMs = random.integer(200, 900);
  await client.construct({ retryMs });
  const next = requestsOf(scene);
  await (await open(await next())).end();
  const two = await open(
    await comesBack(scene, next, retryMs),
    `retry: ${first}\n\n`,
  );
  await two.cut();
  const three = await comesBack(scene, next, first);
  await three.cut();
  const four = await open(
    await comesBack(scene, next, first),
    `data: x\nretry: ${second}\n\n`,
  );
  await four.end();
  await comesBack(scene, next, second);
});

check("brings the last id along", {
  heading: "Bring the last id",
  why:
    "The id in the request is all that the server knows of you. Without it, or with an older one, messages are lost or come twice.",
  norm: "WHATWG HTML §9.2.4",
}, async (scene) => {
  const { client, random } = scene;
  const [first, second] = [`${random.integer(1, 900)}`, "今日は"];
  await client.construct({ retryMs: 1_000 });
  const next = requestsOf(scene);
  const come = () => comesBack(scene, next, 1_000);
  const stream = await open(
    await next(),
    `id: ${first}\ndata: one\n\ndata: two\n\nid: 999\ndata: not comp`,
  );
  await stream.cut();
  for (let failure = 0; failure < 2; failure++) {
    const request = await come();
    expectId(scene, request, first);
    await request.cut();
  }
  const quiet = await come();
  expectId(scene, quiet, first);
  await open(quiet, "data: three\n\n");
  await quiet.end();
  const other = await come();
  expectId(scene, other, first);
  await open(other, `id: ${second}\n\n`);
  await other.end();
  const bytes = new TextEncoder().encode(second);
  const again = await come();
  expectId(scene, again, String.fromCharCode(...bytes));
  await open(again, "id\n\n");
  await again.end();
  expectId(scene, await come(), null);
  expectEvents(
    scene,
    `message/one/${first}`,
    `message/two/${first}`,
    `message/three/${first}`,
  );
});

check("keeps to one connection, however often it fails", {
  heading: "Keep to one connection",
  why:
    "Whoever reconnects in two places, at the error and at the end, has two connections after the first failure, four after the second, and a thousand after the tenth.",
}, async (scene) => {
  const { client, clock, peer, random, expect } = scene;
  const retryMs = random.integer(1_000, 5_000);
  await client.construct({ retryMs });
  const next = requestsOf(scene);
  await (await next()).cut();
  for (let failure = 1; failure < 8; failure++) {
    const request = await comesBack(scene, next, retryMs);
    if (failure % 2 === 0) await request.cut();
    else await (await open(request)).end();
  }
  expect(peer.requests.length === 8, {
    expected: "8 requests after 7 failures",
    got: `${peer.requests.length}`,
  });
  peer.refuse(true);
  await clock.advance(10 * retryMs);
  peer.refuse(false);
  await open(await next(2 * retryMs));
  await clock.advance(30_000);
  peer.expectNoRequest();
  const states = client.events.filter(({ type }) => type === "error");
  expect(states.every(({ readyState }) => readyState === CONNECTING), {
    expected: "readyState 0 at each error: it goes on",
    got: states.map(({ readyState }) => readyState).join(", "),
  });
});

check("ends when the status is not 200", {
  heading: "Know when to stop",
  why:
    "204 is how a server says stop. Browsers take any status but 200 for an end, 503 too, and so does whoever follows the standard: to be asked again, a server ends the connection instead.",
  norm: "WHATWG HTML §9.2.3",
}, async (scene) => {
  const { client, clock, peer, random } = scene;
  await client.construct();
  const next = requestsOf(scene);
  const status = random.pick([204, 205, 299, 404, 410, 429, 500, 503]);
  const headers = { "content-type": "text/event-stream", "retry-after": "1" };
  const lost = random.integer(0, 1) === 1;
  if (lost) await (await open(await next())).end();
  const last = lost ? await comesBack(scene, next, 3_000) : await next();
  await last.answer(status, { headers });
  const before: [string, number][] = lost
    ? [["open", OPEN], ["error", CONNECTING]]
    : [];
  expectStates(scene, ...before, ["error", CLOSED]);
  await clock.advance(HOUR_MS);
  peer.expectNoRequest();
  expectStates(scene, ...before, ["error", CLOSED]);
});

check("ends when the answer is no event stream", {
  heading: "Know when to stop",
  why:
    "The login page of a hotel's network is 200 too. Only the type text/event-stream makes an answer a stream; what else stands in that header does not.",
  norm: "WHATWG HTML §9.2.3",
}, async (scene) => {
  const { client, clock, peer, random, expect } = scene;
  await client.construct({ retryMs: 1_000 });
  const next = requestsOf(scene);
  const good = ["text/event-stream;charset=utf-8", "Text/Event-Stream;"];
  for (const type of good) {
    const request = type === good[0]
      ? await next()
      : await comesBack(scene, next, 1_000);
    await request.writeHead(200, { "content-type": type });
    expect(await client.readyState() === OPEN, {
      expected: `readyState 1 after Content-Type: ${type}`,
      got: `${await client.readyState()}`,
    });
    await request.end();
  }
  const type = random.pick([
    "text/html",
    "text/event-streamx",
    "application/json; was=text/event-stream",
  ]);
  const wrong = await comesBack(scene, next, 1_000);
  await wrong.writeHead(200, { "content-type": type });
  await wrong.write("data: welcome\n\n");
  const states: [string, number][] = [
    ["open", OPEN],
    ["error", CONNECTING],
    ["open", OPEN],
    ["error", CONNECTING],
    ["error", CLOSED],
  ];
  expectStates(scene, ...states);
  expect(wrong.gone, {
    expected: "the answer that is no stream let go",
    got: "a connection that is still open",
  });
  await clock.advance(HOUR_MS);
  peer.expectNoRequest();
});

check("gives a silent stream up after 45 s, and not before", {
  heading: "Notice the silence",
  why:
    "A connection can die without a word: then no end and no error ever comes. The server sends a comment every 15 s, so 45 s without a byte mean that nobody is there.",
}, async (scene) => {
  const { client, clock, peer, random, expect } = scene;
  await client.construct();
  const next = requestsOf(scene);
  const stream = await open(await next(), "id: 7\ndata: one\n\n");
  await clock.advance(44_999);
  await stream.write(random.pick([":\n", ": still here\n\n", "\n"]));
  await clock.advance(44_999);
  expectStates(scene, ["open", OPEN], ["message", OPEN]);
  expect(!stream.gone, {
    expected: "the stream still open 44,999 ms after its last byte",
    got: "a stream that was given up",
  });
  await clock.advance(1);
  expectStates(scene, ["open", OPEN], ["message", OPEN], ["error", CONNECTING]);
  expect(stream.gone, {
    expected: "the silent stream given up at 45,000 ms",
    got: "a connection that is still open",
  });
  peer.expectNoRequest();
  expectId(scene, await comesBack(scene, next, 3_000), "7");
});

check("gives up a server that does not begin to answer", {
  heading: "Notice the silence",
  why:
    "Connecting can last for ever too: the silence is counted from the request on, and the beginning of the answer breaks it.",
}, async (scene) => {
  const { client, clock, random } = scene;
  const silenceMs = random.integer(10, 90) * 1_000;
  await client.construct({ silenceMs });
  const next = requestsOf(scene);
  const deaf = await next();
  deaf.hold();
  await clock.advance(silenceMs - 1);
  expectStates(scene);
  await clock.advance(1);
  expectStates(scene, ["error", CONNECTING]);
  const slow = await comesBack(scene, next, 3_000);
  slow.hold();
  await clock.advance(silenceMs - 1);
  await open(slow);
  await clock.advance(silenceMs - 1);
  expectStates(scene, ["error", CONNECTING], ["open", OPEN]);
  await clock.advance(1);
  expectStates(
    scene,
    ["error", CONNECTING],
    ["open", OPEN],
    ["error", CONNECTING],
  );
});

check("ends everything at close(), wherever it stands", {
  heading: "End when you are told to",
  why:
    "A page that has called close() expects nothing more: no event, no error, no request from a timer that was forgotten.",
  norm: "WHATWG HTML §9.2.2",
}, async (scene) => {
  const { client, clock, peer, random, expect } = scene;
  const where = random.pick(["connecting", "open", "waiting"]);
  await client.construct();
  const request = await requestsOf(scene)();
  if (where === "connecting") request.hold();
  else await open(request, "data: one\n\n");
  if (where === "waiting") await request.cut();
  await clock.advance(1_000);
  const before = client.events.length;
  await client.close();
  expect(await client.readyState() === CLOSED, {
    expected: "readyState 2 after close()",
    got: `${await client.readyState()}`,
  });
  expect(where === "waiting" || request.gone, {
    expected: `the connection given up (it was ${where})`,
    got: "a connection that is still open",
  });
  expect(await client.timers() === 0, {
    expected: `no timer after close() while ${where}`,
    got: `${await client.timers()}`,
  });
  await clock.advance(HOUR_MS);
  peer.expectNoRequest();
  const after = client.events.slice(before).map(({ type }) => type);
  expect(after.length === 0, {
    expected: `no event after close() while ${where}`,
    got: after.join(", "),
  });
});

check("dispatches nothing after close() in a listener", {
  heading: "End when you are told to",
  why:
    "Several events may come in one piece. Who closes at the first has not asked for the second.",
}, async (scene) => {
  const { client, clock, peer, random } = scene;
  const closeOn = random.pick(["message", "error", "open"]);
  await client.construct({}, { closeOn });
  const stream = await open(
    await requestsOf(scene)(),
    "data: one\n\ndata: two\n\ndata: three\n\n",
  );
  if (closeOn === "error") await stream.cut();
  const wanted: Record<string, [string, number][]> = {
    open: [["open", OPEN]],
    message: [["open", OPEN], ["message", OPEN]],
    error: [
      ["open", OPEN],
      ["message", OPEN],
      ["message", OPEN],
      ["message", OPEN],
      ["error", CONNECTING],
    ],
  };
  expectStates(scene, ...wanted[closeOn]!);
  await clock.advance(HOUR_MS);
  peer.expectNoRequest();
  expectStates(scene, ...wanted[closeOn]!);
});

check("asks again within a second of waking up", {
  heading: "Wake up well",
  why:
    "The connection died while the laptop slept, and nobody says so. The silence is overdue at wake-up: count it as a loss and come back.",
}, async (scene) => {
  const { client, clock, peer, expect } = scene;
  await client.construct();
  const next = requestsOf(scene);
  await open(await next(), "retry: 400\nid: 7\ndata: one\n\n");
  await clock.advance(5_000);
  await clock.sleepAndWake(HOUR_MS);
  const again = await comesBack(scene, next, 400);
  expectId(scene, again, "7");
  await open(again);
  await clock.advance(2_000);
  expect(peer.requests.length === 2, {
    expected: "one reconnection",
    got: `${peer.requests.length - 1}`,
  });
});

check("follows a stream in real time", {
  heading: "Come back after an end",
  why: "What works in virtual time has to work on a real clock too.",
  realTime: true,
}, async (scene) => {
  const { client, peer } = scene;
  await client.construct({ retryMs: 50, silenceMs: 2_000 });
  const first = await open(await peer.next(), "id: 1\ndata: one\n\n");
  await first.end();
  const second = await peer.next();
  expectId(scene, second, "1");
  await open(second, "id: 2\ndata: two\n\n");
  await client.close();
  expectEvents(scene, "message/one/1", "message/two/2");
});
