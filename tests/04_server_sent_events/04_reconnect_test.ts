import {
  chunkOf,
  type ClientScene,
  describeJson,
  exam,
  own,
  type PeerExchange,
} from "exam";
import { examples, playStreams, step } from "./_04_story.ts";

const check = exam("04_server_sent_events/04_reconnect", "client");

/** "At once" in virtual time, as the exercise text promises. */
const AT_ONCE_MS = 100;
const HOUR_MS = 3_600_000;
const CONNECTING = 0, OPEN = 1, CLOSED = 2;

/** Takes the next connection, which has to be asked for in time. */
type Next = (withinMs?: number, what?: string) => Promise<PeerExchange>;

/** Takes one connection after the other; each has to be asked for in time. */
function requestsOf({ clock, peer }: ClientScene): Next {
  let taken = 0;
  return async (withinMs = AT_ONCE_MS, what = "a reconnection") => {
    await clock.runUntil(() => peer.requests.length > taken, {
      withinMs,
      what: taken === 0 ? "the first connection" : what,
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
  { clock, peer }: ClientScene,
  next: Next,
  ms: number,
  what?: string,
): Promise<PeerExchange> {
  await clock.advance(ms - 1);
  peer.expectNoRequest();
  return await next(ms + 1, what);
}

/** Times for `retry`: neither twice the one before nor twice the default reaches the next. */
function retries({ random }: ClientScene, count: number): number[] {
  return Array.from(
    { length: count },
    (_, index) =>
      index % 2 === 0
        ? random.integer(400, 1_400)
        : random.integer(7_000, 60_000),
  );
}

/** A way in which a stream is lost. */
interface Loss {
  readonly name: string;
  /** Whether the body is in chunks, and so says where it ends. */
  readonly chunks?: true;
  lose(stream: PeerExchange, scene: ClientScene): Promise<void>;
}

/** Every way in which a stream is lost. */
const LOSSES: readonly Loss[] = [
  { name: "the end of the connection", lose: (stream) => stream.end() },
  { name: "a reset of the connection", lose: (stream) => stream.cut() },
  {
    name: "the last chunk",
    chunks: true,
    lose: async (stream) => {
      await stream.write("0\r\n\r\n");
      await stream.end();
    },
  },
  {
    name: "an end before the last chunk",
    chunks: true,
    lose: (stream) => stream.end(),
  },
  {
    name: "a reset before the last chunk",
    chunks: true,
    lose: (stream) => stream.cut(),
  },
  {
    name: "45 s of silence",
    lose: (_, { clock }) => clock.advance(45_000),
  },
];

/** Begins a stream that will be lost in one of these ways. */
async function openToLose(
  request: PeerExchange,
  text: string,
  { chunks }: Partial<Loss>,
): Promise<PeerExchange> {
  if (!chunks) return await open(request, text);
  await request.writeHead(200, {
    "content-type": "text/event-stream",
    "transfer-encoding": "chunked",
  });
  await request.write(chunkOf(text));
  return request;
}

type State = [type: string, readyState: number];

/** Demands the events since the first `before`, each with the `readyState` at its time. */
function expectStates(
  { client, expect }: ClientScene,
  wanted: readonly State[],
  { before = 0, where = "" } = {},
): void {
  const told = (list: readonly State[]) =>
    list.map(([type, state]) => `${type} (${state})`).join(", ") || "(none)";
  const got = client.events.slice(before)
    .map(({ type, readyState }): State => [type, readyState]);
  expect(told(got) === told(wanted), {
    expected: `the events ${
      told(wanted)
    }${where}, with the readyState of the moment`,
    got: told(got),
  });
}

/** Demands the message events, as `type/data/lastEventId`. */
function expectEvents(
  { client, expect }: ClientScene,
  ...wanted: string[]
): void {
  const got = client.events.filter(({ data }) => data !== undefined)
    .map(({ type, data, lastEventId }) => `${type}/${data}/${lastEventId}`);
  expect(JSON.stringify(got) === JSON.stringify(wanted), {
    expected: `the events ${JSON.stringify(wanted)} (type/data/lastEventId)`,
    got: describeJson(got),
  });
}

/** Headers carry bytes; those of an id are UTF-8. */
function expectId(
  { expect }: ClientScene,
  request: PeerExchange,
  id: string | undefined,
): void {
  const value = request.headers.get("last-event-id");
  const bytes = Uint8Array.from(value ?? "", (byte) => byte.charCodeAt(0));
  const got = value === null ? undefined : new TextDecoder().decode(bytes);
  const told = (id?: string) =>
    id === undefined ? "no Last-Event-ID" : `Last-Event-ID: ${id}, in UTF-8`;
  expect(got === id, { expected: told(id), got: told(got) });
}

check("asks for a stream and says when it is open", {
  heading: "Ask for a stream",
  why:
    "The request says what it wants, and that no cache may answer. readyState and the open event tell the page where it stands.",
  norm: "WHATWG HTML §9.2.2",
}, async (scene) => {
  const { client, clock, random, expect } = scene;
  const below = `${random.text()}/board/`;
  await client.construct({}, { below });
  const request = await requestsOf(scene)();
  const asked = `${request.method} ${request.target}`;
  expect(asked === `GET /${below}messages/stream`, {
    expected: `GET /${below}messages/stream, as the address says`,
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
  expectId(scene, request, undefined);
  request.hold();
  await clock.advance(5_000);
  expectStates(scene, []);
  await open(request);
  expectStates(scene, [["open", OPEN]]);
});

check("dispatches events with type, data and id", {
  heading: "Dispatch what comes",
  why:
    "An event is ready when its blank line is there. Whoever waits for the end of the stream waits for ever. Its origin says whose server it came from, without the path. And CRLF is one line end, also when it comes in two pieces.",
  norm: "WHATWG HTML §9.2.6",
}, async (scene) => {
  const { client, peer, random, expect } = scene;
  await client.construct({}, { listen: ["message", "reset"] });
  const stream = await open(await requestsOf(scene)());
  const id = String(random.integer(1, 900));
  const [first, second] = [random.text(), random.text()];
  await stream.write(`id: ${id}\nda`);
  expectEvents(scene);
  await stream.write(`ta: ${first}\n\n`);
  expectEvents(scene, `message/${first}/${id}`);
  await stream.write(`event: reset\ndata: ${second}\n\n: a comment\n\n`);
  const two = [`message/${first}/${id}`, `reset/${second}/${id}`];
  expectEvents(scene, ...two);
  for (
    const piece of [`data: ${first}\r`, `\ndata: ${second}\r`, "\n\r", "\n"]
  ) {
    await stream.write(piece);
  }
  expectEvents(scene, ...two, `message/${first}\n${second}/${id}`);
  const origin = client.events.at(-1)?.origin;
  expect(origin === peer.url.origin, {
    expected: `an event with the origin ${peer.url.origin}`,
    got: `${origin}`,
  });
});

check("calls onopen, onmessage and onerror", {
  heading: "Dispatch what comes",
  why:
    "Most pages do not add listeners: they set onmessage, as every example of EventSource does, and expect to be called at each event.",
  norm: "WHATWG HTML §9.2.2",
}, async (scene) => {
  const handlers = ["open", "message", "error"];
  await scene.client.construct({}, { handlers });
  const next = requestsOf(scene);
  const round: State[] = [["open", OPEN], ["message", OPEN], [
    "error",
    CONNECTING,
  ]];
  await (await open(await next(), "data: one\n\n")).end();
  await (await open(await comesBack(scene, next, 3_000), "data\n\n")).cut();
  expectStates(scene, [...round, ...round]);
});

check("reconnects after 3 s, or after what the server said, and not before", {
  heading: "Come back after an end",
  why:
    "Proxies and servers end streams every day: that is no reason to stop. But a thousand readers who come back at once bring the server down again, so it says in milliseconds how long they wait.",
  norm: "WHATWG HTML §9.2.3",
}, async (scene) => {
  const { client } = scene;
  const retry = retries(scene, 2);
  await client.construct();
  const next = requestsOf(scene);
  await (await open(await next(), "data: one\n\n")).end();
  const lost: State[] = [["open", OPEN], ["message", OPEN], [
    "error",
    CONNECTING,
  ]];
  expectStates(scene, lost);
  const second = await comesBack(scene, next, 3_000);
  await (await open(second, `retry: ${retry[0]}\ndata: two\n\n`)).cut();
  expectStates(scene, [...lost, ...lost]);
  const what = `a reconnection ${
    own(retry, 0)
  } ms after a reset, as retry said`;
  const third = await comesBack(scene, next, own(retry, 0), what);
  await third.cut();
  const fourth = await comesBack(scene, next, own(retry, 0), what);
  await (await open(fourth, `retry: ${retry[1]}\n\n`)).end();
  await open(await comesBack(scene, next, own(retry, 1)));
});

check("comes back in the same way after every kind of loss", {
  heading: "Come back after an end",
  why:
    "For your code some losses are an end and others an error, which comes from another place. What the stream has said last, its id and its retry, holds after all of them.",
  norm: "WHATWG HTML §9.2.2",
}, async (scene) => {
  const { client } = scene;
  const retry = retries(scene, LOSSES.length);
  const next = requestsOf(scene);
  await client.construct();
  let request = await next();
  for (const [index, loss] of LOSSES.entries()) {
    const before = client.events.length;
    const ms = own(retry, index);
    const text = `retry: ${ms}\nid: ${index + 1}\n\n`;
    const stream = await openToLose(request, text, loss);
    await loss.lose(stream, scene);
    const where = ` after ${loss.name}`;
    const lost: State[] = [["open", OPEN], ["error", CONNECTING]];
    expectStates(scene, lost, { before, where });
    const what = `a reconnection ${ms} ms${where}, as its retry has said`;
    request = await comesBack(scene, next, ms, what);
    expectId(scene, request, `${index + 1}`);
  }
});

check("uses retryMs until the stream names another time", {
  heading: "Come back after an end",
  why:
    "3 seconds are the default of the option, not of the stream: who sets it has a reason.",
}, async (scene) => {
  const { client } = scene;
  const next = requestsOf(scene);
  const { random } = scene;
  // A moment, and days.
  const far = [
    random.integer(20, 90),
    random.integer(50_000_000, 1_000_000_000),
  ];
  for (const retryMs of [...retries(scene, 2), ...far]) {
    await client.construct({ retryMs });
    await (await next()).cut();
    const what = `a reconnection after retryMs, ${retryMs} ms`;
    const again = await comesBack(scene, next, retryMs, what);
    await (await open(again, "data: one\n\n")).end();
    await comesBack(scene, next, retryMs, what);
    await client.close();
  }
});

check("brings the last id along", {
  heading: "Bring the last id",
  why:
    "The id in the request is all that the server knows of you. Without it, or with an older one, messages are lost or come twice.",
  norm: "WHATWG HTML §9.2.4",
}, async (scene) => {
  const { client, random } = scene;
  const first = `${random.integer(1, 900)}`;
  const second = `今日は 7, é \u{1f4ef} e\u0301${"x".repeat(400)}`;
  const retryMs = random.integer(500, 2_500);
  await client.construct({ retryMs });
  const next = requestsOf(scene);
  const come = () => comesBack(scene, next, retryMs);
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
  await (await open(quiet, "data: three\n\n")).end();
  const other = await come();
  expectId(scene, other, first);
  await (await open(other, `id: ${second}\n\n`)).end();
  const again = await come();
  expectId(scene, again, second);
  await (await open(again, "id\n\n")).end();
  expectId(scene, await come(), undefined);
  const seen = ["one", "two", "three"].map((data) =>
    `message/${data}/${first}`
  );
  expectEvents(scene, ...seen);
});

check("comes back after an id that no header carries", {
  heading: "Bring the last id",
  why:
    "fetch() throws at a control character in a header before anything is asked, and servers refuse a head of 200 kB. Whoever lets that end the loop never asks again: one bad id, and the stream is dead for ever.",
  norm: "RFC 9110 §5.5",
}, async (scene) => {
  const { client } = scene;
  const next = requestsOf(scene);
  const ids = [
    ["U+0001", "a\x01b"],
    ["U+007F", "a\x7fb"],
    ["200,000 letters", "x".repeat(200_000)],
  ] as const;
  for (const [what, id] of ids) {
    await client.construct({ retryMs: 500 });
    const wanted = `a reconnection after an id with ${what}`;
    await (await open(await next(), "id: 7\n\n")).end();
    // It was brought once, and is not the last one any more.
    const stream = await comesBack(scene, next, 500, wanted);
    expectId(scene, stream, "7");
    await (await open(stream, `id: ${id}\n\n`)).end();
    const first = await comesBack(scene, next, 500, wanted);
    expectId(scene, first, undefined);
    await first.cut();
    const request = await comesBack(scene, next, 500, wanted);
    expectId(scene, request, undefined);
    await (await open(request, "id: 8\n\n")).end();
    expectId(scene, await comesBack(scene, next, 500, wanted), "8");
    await client.close();
  }
});

check("shares nothing with another stream of the same page", {
  heading: "Bring the last id",
  why:
    "A page may follow two boards. An id or a reconnection time that is kept outside of the object belongs to both of them.",
  norm: "WHATWG HTML §9.2.2",
}, async (scene) => {
  const { client, random } = scene;
  const next = requestsOf(scene);
  const id = `${random.integer(1, 900)}`;
  await client.construct();
  await open(await next(), `retry: 400\nid: ${id}\n\n`);
  await client.construct();
  const second = await next();
  expectId(scene, second, undefined);
  await (await open(second)).end();
  const what = "the second stream to come back after its own 3,000 ms";
  expectId(scene, await comesBack(scene, next, 3_000, what), undefined);
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
    else await (await open(request))[failure % 4 === 1 ? "end" : "cut"]();
  }
  expect(peer.requests.length === 8, {
    expected: "8 requests after 7 failures",
    got: `${peer.requests.length}`,
  });
  const before = client.events.length;
  peer.refuse(true);
  await clock.advance(160 * retryMs);
  peer.refuse(false);
  const failures = client.events.slice(before).map(({ at }) => at);
  const waits = failures.slice(1).map((at, place) => at - own(failures, place));
  const wrong = waits.find((ms) => ms < retryMs || ms > 2 * retryMs);
  expect(waits.length >= 79 && wrong === undefined, {
    expected: `an attempt after ${retryMs} to ${
      2 * retryMs
    } ms, however often it fails`,
    got: wrong === undefined
      ? `${failures.length} errors in ${160 * retryMs} ms`
      : `one after ${wrong} ms`,
  });
  await open(await next(2 * retryMs));
  await clock.advance(30_000);
  peer.expectNoRequest();
  const errors = client.events.filter(({ type }) => type === "error");
  expect(errors.every(({ readyState }) => readyState === CONNECTING), {
    expected: "readyState 0 at each error: it goes on",
    got: errors.map(({ readyState }) => readyState).join(", "),
  });
});

check("ends when the status is not 200", {
  heading: "Know when to stop",
  why:
    "204 is how a server says stop. Browsers take any status but 200 for an end, 503 too, and so does whoever follows the standard: to be asked again, a server ends the connection instead.",
  norm: "WHATWG HTML §9.2.2",
}, async (scene) => {
  const { client, clock, peer } = scene;
  const next = requestsOf(scene);
  const headers = { "content-type": "text/event-stream", "retry-after": "1" };
  for (const status of [204, 503, 404, 299, 429, 500, 410, 205]) {
    const before = client.events.length;
    await client.construct();
    await (await next()).answer(status, { headers });
    const where = ` after ${status}`;
    expectStates(scene, [["error", CLOSED]], { before, where });
  }
  const before = client.events.length;
  await client.construct();
  await (await open(await next())).end();
  await (await comesBack(scene, next, 3_000)).answer(204);
  const states: State[] = [["open", OPEN], ["error", CONNECTING], [
    "error",
    CLOSED,
  ]];
  expectStates(scene, states, {
    before,
    where: " after a stream and then 204",
  });
  const all = client.events.length;
  await clock.advance(HOUR_MS);
  peer.expectNoRequest();
  expectStates(scene, [], { before: all, where: " within the next hour" });
});

check("ends when the answer is no event stream", {
  heading: "Know when to stop",
  why:
    "The login page of a hotel's network is 200 too. Only the type text/event-stream makes an answer a stream; what else stands in that header does not.",
  norm: "WHATWG HTML §9.2.2",
}, async (scene) => {
  const { client, clock, peer, expect } = scene;
  const next = requestsOf(scene);
  const right = [
    "text/event-stream",
    "text/event-stream;charset=utf-8",
    "Text/Event-Stream;",
    "text/event-stream ; x=y",
    "text/event-stream; charset=iso-8859-1",
  ];
  for (const type of right) {
    const before = client.events.length;
    await client.construct();
    await (await next()).writeHead(200, { "content-type": type });
    const where = ` after Content-Type: ${type}`;
    expectStates(scene, [["open", OPEN]], { before, where });
    await client.close();
  }
  const wrong = [
    "text/html",
    "text/event-streamx",
    "text/event",
    "application/json; was=text/event-stream",
    undefined,
  ];
  for (const type of wrong) {
    const before = client.events.length;
    await client.construct();
    const request = await next();
    await request.writeHead(200, type ? { "content-type": type } : {});
    await request.write("data: welcome\n\n");
    const where = ` after ${type ? `Content-Type: ${type}` : "no type"}`;
    expectStates(scene, [["error", CLOSED]], { before, where });
    expect(request.gone, {
      expected: `the answer let go${where}`,
      got: "a connection that is still open",
    });
  }
  await clock.advance(HOUR_MS);
  peer.expectNoRequest();
});

check("gives up who is silent for 45 s, and not before", {
  heading: "Notice the silence",
  why:
    "A connection can die without a word: then no end and no error ever comes. The board sends a comment every 15 s, so 45 s without a byte mean that nobody is there; any byte means that somebody is.",
}, async (scene) => {
  const { client, clock, random, expect } = scene;
  const drawn = [
    random.integer(10_000, 90_000),
    random.integer(150, 900),
    random.integer(5_000_000, 100_000_000),
  ];
  const next = requestsOf(scene);
  for (const silenceMs of [45_000, ...drawn]) {
    const before = client.events.length;
    const says = (...wanted: State[]) =>
      expectStates(scene, wanted, { before, where: ` (${silenceMs} ms)` });
    await client.construct(silenceMs === 45_000 ? {} : { silenceMs });
    const stream = await next();
    stream.hold();
    await clock.advance(silenceMs - 1);
    await open(stream);
    for (const bytes of [":\n", "data: o", "ne\n\n", "\n"]) {
      await clock.advance(silenceMs - 1);
      await stream.write(bytes);
    }
    await clock.advance(silenceMs - 1);
    says(["open", OPEN], ["message", OPEN]);
    await clock.advance(1);
    says(["open", OPEN], ["message", OPEN], ["error", CONNECTING]);
    expect(stream.gone, {
      expected: `the silent stream given up at ${silenceMs} ms`,
      got: "a connection that is still open",
    });
    const deaf = await comesBack(scene, next, 3_000);
    deaf.hold();
    await clock.advance(silenceMs - 1);
    says(["open", OPEN], ["message", OPEN], ["error", CONNECTING]);
    await clock.advance(1);
    const again: State = ["error", CONNECTING];
    says(["open", OPEN], ["message", OPEN], again, again);
    await client.close();
  }
});

/** Constructs one; returns its first request. */
async function constructed(
  { client }: ClientScene,
  next: Next,
): Promise<PeerExchange> {
  await client.construct();
  return await next();
}

/** Constructs one that cannot connect, then meets an end and a cut; returns its next request. */
async function constructAndLose(
  scene: ClientScene,
  next: Next,
): Promise<PeerExchange> {
  const { client, peer } = scene;
  peer.refuse(true);
  await client.construct();
  peer.refuse(false);
  await (await open(await comesBack(scene, next, 3_000))).end();
  await (await open(await comesBack(scene, next, 3_000))).cut();
  return await comesBack(scene, next, 3_000);
}

check("ends everything at close(), wherever it stands", {
  heading: "End when you are told to",
  why:
    "A page that has called close() expects nothing more: no event, no error, no request from a timer that was forgotten.",
  norm: "WHATWG HTML §9.2.2",
}, async (scene) => {
  const { client, clock, peer, expect } = scene;
  const next = requestsOf(scene);
  const places: (Partial<Loss> & { name: string; losses?: true })[] = [
    { name: "connecting" },
    { name: "open" },
    { name: "open, after three losses", losses: true },
    ...LOSSES.map((loss) => ({ ...loss, name: `waiting after ${loss.name}` })),
  ];
  for (const place of places) {
    const waiting = place.lose !== undefined;
    const where = ` when closed while ${place.name}`;
    const request = place.losses
      ? await constructAndLose(scene, next)
      : await constructed(scene, next);
    if (place.name === "connecting") request.hold();
    else await openToLose(request, "data: one\n\n", place);
    await place.lose?.(request, scene);
    await clock.advance(1_000);
    const before = client.events.length;
    await client.close();
    const readyState = await client.readyState();
    expect(readyState === CLOSED, {
      expected: `readyState 2${where}`,
      got: `${readyState}`,
    });
    expect(waiting || request.gone, {
      expected: `the connection given up${where}`,
      got: "a connection that is still open",
    });
    const timers = await client.timers();
    expect(timers === 0, {
      expected: `no timer left${where}`,
      got: `${timers}`,
    });
    await clock.advance(HOUR_MS);
    peer.expectNoRequest();
    expectStates(scene, [], { before, where });
  }
});

check("dispatches nothing after close() in a listener", {
  heading: "End when you are told to",
  why:
    "Several events may come in one piece. Who closes at the first has not asked for the second.",
  norm: "WHATWG HTML §9.2.6",
}, async (scene) => {
  const { client, clock, peer, expect } = scene;
  const next = requestsOf(scene);
  const all: State[] = [
    ["open", OPEN],
    ["message", OPEN],
    ["message", OPEN],
    ["error", CONNECTING],
  ];
  for (const [closeOn, count] of [["message", 2], ["open", 1], ["error", 4]]) {
    const before = client.events.length;
    await client.construct({}, { closeOn: `${closeOn}` });
    const request = await next();
    await open(request, "data: one\n\ndata: two\n\n");
    await request.end();
    const where = ` when the listener of ${closeOn} closes`;
    const timers = await client.timers();
    expect(timers === 0, {
      expected: `no timer left${where}`,
      got: `${timers}`,
    });
    await clock.advance(HOUR_MS);
    peer.expectNoRequest();
    expectStates(scene, all.slice(0, Number(count)), { before, where });
  }
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

check.stories("follows its streams, whatever happens", {
  heading: "Come back after an end",
  why:
    "Every stream of a page has a connection, an id, a wait and a silence of its own. What is kept in the wrong place, or beyond its time, is found by the next one.",
  step,
  examples,
  stepsMax: 20,
}, playStreams);

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
