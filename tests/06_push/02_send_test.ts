import {
  type Call,
  demand,
  describeJson,
  exam,
  type FunctionScene,
  membersOf,
  message,
  type Outcome,
  own,
  type PeerExchange,
  textOf,
  wholeText,
} from "exam";
import { playSending, sendExamples, sendStep } from "./_02_story.ts";
import { drawnKeys, drawnSubscriber, type Subscriber } from "./_subscribers.ts";

const check = exam("06_push/02_send", "function");

/** "At once" in virtual time, as the exercise text promises. */
const AT_ONCE_MS = 100;
/** Longer than anything lasts here, as long as somebody waits for it. */
const LONG_MS = 4 * 3_600_000;
/** Of the longest wait that a service asks for here. */
const DAYS_MS = 30 * 24 * 3_600_000;
/** What a timer may add by rounding. */
const ROUNDING_MS = 1;
const PAYLOAD_MAX = 3_993;

/** Virtual time at the beginning of a check, in ms since 1970. */
const EPOCH_MS = message(0).at;

/** Statuses after which the same may be taken. */
const MAY_PASS = [429, 500, 501, 502, 503, 504, 505, 507, 511, 599];
/** Statuses after which it will not. */
const REFUSED = [
  ...[400, 401, 402, 403, 405, 406, 408, 409, 411, 412, 413],
  ...[415, 421, 422, 425, 426, 428, 431, 451, 499],
];
const GONE = [404, 410];
const TAKEN = [200, 201, 202, 204, 299];

/** One entry of a report. */
interface Delivery {
  readonly endpoint: string;
  readonly outcome: string;
  readonly status: number;
  readonly attempts: number;
}

/** A call of `send`, and those whom it is about. */
interface Sending {
  readonly people: readonly Subscriber[];
  readonly call: Call;
}

function subscribers(
  { random, peer }: FunctionScene,
  count: number,
): Subscriber[] {
  return Array.from({ length: count }, () => drawnSubscriber(random, peer.url));
}

/** Sends to so many people, or to these. */
async function begin(
  scene: FunctionScene,
  to: number | readonly Subscriber[],
  options: Record<string, unknown> = {},
  payload = scene.random.text(),
): Promise<Sending> {
  const { callee, random } = scene;
  const people = typeof to === "number" ? subscribers(scene, to) : to;
  const vapid = { subject: "mailto:ada@example.org", ...drawnKeys(random) };
  const call = await callee.call(
    people.map(({ subscription }) => subscription),
    payload,
    { vapid, agent: { $agent: true }, ...options },
  );
  return { people, call };
}

/** Requests that have no answer yet, in the order in which they came. */
function openOnes({ peer }: FunctionScene): PeerExchange[] {
  return peer.requests.filter(({ begun, gone }) => !begun && !gone);
}

/** The oldest request that has no answer yet. */
function oldestOpen(scene: FunctionScene): PeerExchange {
  return demanded(scene, openOnes(scene)[0], "a request in flight");
}

/** The newest request for one subscription, which has no answer yet. */
function openFor(scene: FunctionScene, person: Subscriber): PeerExchange {
  const open = openOnes(scene).find(({ path }) => path === person.path);
  return demanded(scene, open, `POST ${person.path} in flight`);
}

function demanded(
  { peer }: FunctionScene,
  exchange: PeerExchange | undefined,
  what: string,
): PeerExchange {
  const got = `none of that after ${peer.requests.length} requests`;
  return demand(exchange, what, got);
}

/** Whose subscription a request is for; it has to be one of them. */
function placeOf(
  people: readonly Subscriber[],
  { method, path, target }: PeerExchange,
): number {
  const place = people.findIndex((person) => person.path === path);
  return demand(
    place === -1 ? undefined : place,
    "requests to the endpoints that were given, and to nobody else",
    `${method} ${target}`,
  );
}

/** The requests for one subscription. */
function requestsFor(
  { peer }: FunctionScene,
  { path }: Subscriber,
): PeerExchange[] {
  return peer.requests.filter((request) => request.path === path);
}

/** Waits for the report; each entry has to be as wanted. */
async function expectReport(
  { clock, expect }: FunctionScene,
  { people, call }: Sending,
  wanted: readonly Partial<Delivery>[],
  withinMs = AT_ONCE_MS,
): Promise<void> {
  await clock.runUntil(() => !call.pending, { withinMs, what: "the report" });
  const { outcome } = call;
  const report = outcome && "value" in outcome ? outcome.value : undefined;
  const length = Array.isArray(report) ? report.length : undefined;
  expect(length === people.length, {
    expected: `a report that is ${people.length} long`,
    got: length === undefined ? ended(outcome) : `one that is ${length} long`,
  });
  const entries = Array.isArray(report) ? report : [];
  for (const [index, want] of wanted.entries()) {
    const entry = membersOf(entries[index]);
    const { endpoint } = own(people, index).subscription;
    const whole = { endpoint, ...want };
    const right = Object.entries(whole).every(([name, value]) =>
      entry[name] === value
    );
    expect(right, {
      expected: `entry ${index + 1} of the report to have ${told(whole)}`,
      got: told(entry),
    });
  }
}

/** What came in the place of a report. */
function ended(outcome: Outcome | undefined): string {
  return outcome && "name" in outcome
    ? `the error ${textOf(outcome.name)}: ${textOf(outcome.message)}`
    : describeJson(outcome?.value);
}

/** An entry, with as much of its endpoint as tells it apart. */
function told(entry: Readonly<Record<string, unknown>>): string {
  const { endpoint, ...rest } = entry;
  return describeJson({ endpoint: paths(wholeText(endpoint ?? "")), ...rest });
}

/** What an answer means when it is the last one; 0: none came. */
function outcomeOf(status: number): string {
  if (TAKEN.includes(status)) return "accepted";
  if (GONE.includes(status)) return "gone";
  return REFUSED.includes(status) ? "rejected" : "gave-up";
}

/** Orders a list anew. */
function shuffled<T>({ random }: FunctionScene, list: readonly T[]): T[] {
  const rest = [...list];
  return list.map(() =>
    own(rest.splice(random.integer(0, rest.length - 1), 1), 0)
  );
}

check("writes to each one what it was told, encrypted and signed", {
  heading: "Send each the same",
  why:
    "TTL, Urgency and Topic are instructions to the push service, and it has no others: it cannot read the message.",
  norm: "RFC 8030 §5",
}, async (scene) => {
  const { peer, random, expect } = scene;
  let taken = 0;
  peer.answerAll((exchange) =>
    exchange.answer(own(TAKEN, taken++ % TAKEN.length))
  );
  const payload =
    `\uFEFF${random.text()} → 港 \u{1f4ef}\u2028"ping"\u0000 e\u0301 `;
  const topic = random.text().replace("-", "_");
  const ttlSeconds = random.integer(1, 9) * 600;
  const urgency = random.pick(["very-low", "low", "high"]);
  const vapid = { subject: "mailto:hal@example.org", ...drawnKeys(random) };
  const given = { vapid, ttlSeconds, urgency, topic };
  const sending = await begin(scene, TAKEN.length, given, payload);
  await expectReport(
    scene,
    sending,
    sending.people.map(() => ({ outcome: "accepted", attempts: 1 })),
    LONG_MS,
  );
  for (const person of sending.people) {
    const requests = requestsFor(scene, person);
    const request = demand(
      requests[0],
      `one POST ${person.path}`,
      "no request for it",
    );
    expect(request.method === "POST" && requests.length === 1, {
      expected: `one POST ${person.path}`,
      got: requests.map(({ method, target }) => `${method} ${target}`).join() ||
        "no request for it",
    });
    for (
      const [name, value] of Object.entries({
        ttl: `${ttlSeconds}`,
        urgency,
        topic,
        "content-encoding": "aes128gcm",
      })
    ) expectHeader(scene, request, name, value);
    expectSigned(scene, request, vapid.publicKey);
    expectText(scene, person, request, payload);
  }

  const plain = await begin(scene, 1);
  await expectReport(scene, plain, [{ outcome: "accepted" }]);
  const request = demand(peer.requests.at(-1), "a request");
  expectHeader(scene, request, "ttl", "60");
  expectHeader(scene, request, "topic", null);
  // 0 is a number of seconds like any other: now or never. And so are ten weeks.
  for (const ttlSeconds of [0, 6_048_000]) {
    const other = await begin(scene, 1, { ttlSeconds });
    await expectReport(scene, other, [{ outcome: "accepted" }]);
    const last = demand(peer.requests.at(-1), "a request");
    expectHeader(scene, last, "ttl", `${ttlSeconds}`);
  }
});

function expectHeader(
  { expect }: FunctionScene,
  { headers }: PeerExchange,
  name: string,
  value: string | null,
): void {
  const got = headers.get(name);
  const header = (value: string | null) =>
    value === null ? `no header ${name}` : `${name}: ${value}`;
  expect(got === value, { expected: header(value), got: header(got) });
}

function expectSigned(
  { expect }: FunctionScene,
  { headers }: PeerExchange,
  publicKey: string,
): void {
  const authorization = headers.get("authorization") ?? "";
  const right = /^vapid /i.test(authorization) &&
    authorization.includes(`k=${publicKey}`);
  expect(right, {
    expected: `Authorization: vapid t=…, k=${publicKey}`,
    got: `Authorization: ${authorization || "(none)"}`,
  });
}

function expectText(
  { expect }: FunctionScene,
  person: Subscriber,
  { bytes }: PeerExchange,
  text: string,
): void {
  let got: string;
  try {
    got = JSON.stringify(person.read(bytes));
  } catch {
    got = `${bytes.length} bytes that this browser's keys do not open`;
  }
  expect(got === JSON.stringify(text), {
    expected: `a body that decrypts to ${JSON.stringify(text)}`,
    got,
  });
}

check("reports what became of each, in their order", {
  heading: "Let nobody stop the others",
  why:
    "Promise.all rejects at the first bad one and forgets all others, and answers come in any order. The caller has to know whom to write to again.",
}, async (scene) => {
  const { random } = scene;
  const people = subscribers(scene, 9);
  const { subscription } = own(people, 4);
  const nonsense = { p256dh: random.text(), auth: random.text() };
  people[4] = {
    ...own(people, 4),
    subscription: { ...subscription, keys: nonsense },
  };
  const options = { attempts: 1, inFlight: random.integer(9, 12) };
  const sending = await begin(scene, people, options);
  const statuses = shuffled(scene, [
    ...[201, 201, 410, 404, 0],
    ...[random.pick(REFUSED), 413, random.pick(MAY_PASS)],
  ]);
  statuses.splice(4, 0, 0);
  for (const exchange of shuffled(scene, openOnes(scene))) {
    const index = placeOf(people, exchange);
    const status = own(statuses, index);
    // There is no other attempt, so nobody has to wait.
    const headers = { "retry-after": "60" };
    if (status === 0) await exchange.cut();
    else await exchange.answer(status, { body: random.text(), headers });
  }
  const wanted = statuses.map((status) => ({
    status,
    outcome: outcomeOf(status),
    attempts: 1,
  }));
  // What becomes of nonsense is open, but for its status.
  const report = wanted.map((entry, index) =>
    index === 4 ? { status: 0 } : entry
  );
  await expectReport(scene, sending, report);
  // Where there is nobody, all is over.
  await expectReport(scene, await begin(scene, 0), []);
});

check("keeps as many in flight as it may, and never more", {
  heading: "Keep ten in flight",
  why:
    "One after the other lasts for hours; all at once opens a connection for each of them and encrypts for all before the first answer has come.",
}, async (scene) => {
  const { clock, random, expect } = scene;
  for (const given of [undefined, random.integer(2, 5), 1, 25]) {
    const most = given ?? 10;
    const options = given === undefined ? {} : { inFlight: given };
    let left = most + random.integer(3, 5);
    const sending = await begin(scene, left, options);
    for (; left > 0; left--) {
      const open = openOnes(scene);
      const want = Math.min(most, left);
      expect(open.length === want, {
        expected: `${want} requests in flight, with ${left} still to be served`,
        got: `${open.length}`,
      });
      await random.pick(open).answer(random.pick([201, 410, 400]));
    }
    await expectReport(scene, sending, []);
  }
  // Everybody comes back within half a second.
  const inFlight = random.integer(2, 3);
  const count = 2 * inFlight + 1;
  const sending = await begin(scene, count, { inFlight, attempts: 2 });
  for (let left = count; left > 0; left--) {
    const headers = { "retry-after": "60" };
    await oldestOpen(scene).answer(503, { headers });
  }
  await clock.advance(60_000 + 500);
  expect(openOnes(scene).length === inFlight, {
    expected: `${inFlight} of ${count} repetitions in flight`,
    got: `${openOnes(scene).length}`,
  });
  for (let left = count; left > 0; left--) {
    await oldestOpen(scene).answer(201);
  }
  await expectReport(scene, sending, []);
});

check("keeps two calls apart", {
  heading: "Keep ten in flight",
  why:
    "Two messages are sent at one time, each with its own limit, its own list and its own report. What is counted for all calls together makes one of them wait for the other.",
}, async (scene) => {
  const { clock, random, expect } = scene;
  const limits = [random.integer(2, 3), random.integer(4, 5)];
  const sendings = [];
  for (const inFlight of limits) {
    sendings.push(await begin(scene, 2 * inFlight, { inFlight, attempts: 2 }));
  }
  for (const [place, { people }] of sendings.entries()) {
    const paths = people.map(({ path }) => path);
    const open = openOnes(scene).filter(({ path }) => paths.includes(path));
    expect(open.length === limits[place], {
      expected: `${limits[place]} requests of call ${place + 1} in flight`,
      got: `${open.length}`,
    });
  }
  // The second call is served, and the first one fails.
  const [first, second] = [own(sendings, 0), own(sendings, 1)];
  const paths = first.people.map(({ path }) => path);
  for (let count = 0; count < 40; count++) {
    const [open] = openOnes(scene);
    if (open === undefined) {
      await clock.advance(500);
      continue;
    }
    await open.answer(paths.includes(open.path) ? 503 : 201);
  }
  const gaveUp = { outcome: "gave-up", status: 503, attempts: 2 };
  await expectReport(scene, first, first.people.map(() => gaveUp), LONG_MS);
  const accepted = { outcome: "accepted", status: 201, attempts: 1 };
  await expectReport(scene, second, second.people.map(() => accepted));
});

check("gives up its place while it waits", {
  heading: "Give up your place while you wait",
  why:
    "As many as fit are told to come back in an hour, and for that hour nobody else is written to: a wait is not a request.",
}, async (scene) => {
  const { clock, random, expect } = scene;
  const inFlight = random.integer(2, 5);
  const count = 2 * inFlight + 1;
  const seconds = random.integer(600, 3_600);
  const sending = await begin(scene, count, { inFlight });
  const late = openOnes(scene);
  for (const exchange of late) {
    const headers = { "retry-after": `${seconds}` };
    await exchange.answer(random.pick([429, 503]), { headers });
  }
  await clock.advance(AT_ONCE_MS);
  expect(openOnes(scene).length === inFlight, {
    expected: `the next ${inFlight} requests, while the first ones wait`,
    got: `${openOnes(scene).length}`,
  });
  for (let left = count - inFlight; left > 0; left--) {
    await oldestOpen(scene).answer(201);
  }
  await clock.advance(seconds * 1_000 + 500);
  for (const exchange of openOnes(scene)) await exchange.answer(201);
  const isLate = ({ path }: Subscriber) =>
    late.some((exchange) => exchange.path === path);
  await expectReport(
    scene,
    sending,
    sending.people.map((person) => ({ attempts: isLate(person) ? 2 : 1 })),
  );
});

check("forgets who is gone, once and at once", {
  heading: "Forget who is gone",
  why:
    "404 and 410 stay as they are. Whoever goes on writing to ended subscriptions is slowed down by the service, and whoever waits for the end of all may never come to forget.",
  norm: "RFC 8030 §7.3",
}, async (scene) => {
  const { clock, random, expect } = scene;
  const people = subscribers(scene, 6);
  const forget = { $callback: "forget" };
  const sending = await begin(scene, people, { forget, attempts: 1 });
  const statuses = shuffled(scene, [404, 410, 403, 500, 201]);
  const gone: string[] = [];
  for (const [index, status] of statuses.entries()) {
    await openFor(scene, own(people, index)).answer(status);
    if (GONE.includes(status)) {
      gone.push(own(people, index).subscription.endpoint);
    }
    const told = sending.call.calls("forget").length;
    expect(told === gone.length, {
      expected: `calls of forget: ${gone.length}, after a ${status}`,
      got: `${told}, with one request still in flight`,
    });
  }
  await clock.advance(random.integer(1, 60) * 1_000);
  await openFor(scene, own(people, 5)).answer(201);
  await expectReport(
    scene,
    sending,
    statuses.map((status) => ({ status, attempts: 1 })),
  );
  const forgotten = sending.call.calls("forget")
    .map(({ arguments: [endpoint] }) => wholeText(endpoint));
  expect(forgotten.join() === gone.join(), {
    expected: `forget called for ${gone.map(paths).join(", ")}`,
    got: forgotten.map(paths).join(", ") || "no call",
  });
  // Nobody is there, however often you ask.
  const again = await begin(scene, 2, { forget });
  const wanted = GONE.map((status) => ({
    outcome: "gone",
    status,
    attempts: 1,
  }));
  for (const [index, { status }] of wanted.entries()) {
    await openFor(scene, own(again.people, index)).answer(status);
  }
  await expectReport(scene, again, wanted);
});

function paths(endpoint: string): string {
  return endpoint.replace(/.*\//, "…/");
}

check("does not repeat what was refused", {
  heading: "Tell the answers apart",
  why:
    "A 4xx says that the request is wrong, and the same request stays wrong. Only 429 is about the moment.",
  norm: "RFC 9110 §15.5",
}, async (scene) => {
  const { peer } = scene;
  const people = subscribers(scene, REFUSED.length);
  peer.answerAll((exchange) => {
    const index = placeOf(people, exchange);
    return exchange.answer(own(REFUSED, index), { body: "No.\n" });
  });
  const forget = { $callback: "forget" };
  const sending = await begin(scene, people, { attempts: 4, forget });
  const wanted = REFUSED.map((status) => ({
    outcome: "rejected",
    status,
    attempts: 1,
  }));
  await expectReport(scene, sending, wanted, LONG_MS);
  expectForgotten(scene, sending, []);
});

/** Demands that `forget` was called for these, in whatever order. */
function expectForgotten(
  { expect }: FunctionScene,
  { call }: Sending,
  gone: readonly Subscriber[],
): void {
  const listed = (endpoints: readonly string[]) =>
    endpoints.map(paths).sort().join(", ");
  const wanted = listed(gone.map(({ subscription }) => subscription.endpoint));
  const told = listed(
    call.calls("forget").map(({ arguments: [one] }) => wholeText(one)),
  );
  expect(told === wanted, {
    expected: `forget called for ${wanted || "nobody: none of them is gone"}`,
    got: told || "no call",
  });
}

check("tries again what may pass, as often as it may", {
  heading: "Tell the answers apart",
  why:
    "A service that is busy or being restarted takes the message a second later. One that is broken for good must not be asked for ever.",
}, async (scene) => {
  const { clock, peer, random } = scene;
  const attempts = random.integer(2, 5);
  const kinds = [...MAY_PASS, 0];
  const some = (count: number) =>
    Array.from({ length: count }, () => random.pick(kinds));
  /** What comes of the attempts for each, one after the other. */
  const answers = shuffled(scene, [
    // The last one counts, whether it got an answer or none.
    [...some(attempts - 2), 503, 0],
    [...some(attempts - 2), 0, 503],
    ...[404, 410, 400].map((last) => [503, last]),
    [...some(attempts - 1), 201],
    ...kinds.map((kind) => [
      kind,
      ...some(random.integer(0, attempts - 2)),
      201,
    ]),
  ]);
  const people = subscribers(scene, answers.length);
  const forget = { $callback: "forget" };
  peer.answerAll(async (exchange) => {
    const index = placeOf(people, exchange);
    const { length } = requestsFor(scene, own(people, index));
    const status = own(answers, index)[length - 1] ?? 201;
    return status === 0 ? await exchange.cut() : await exchange.answer(status);
  });
  const sending = await begin(scene, people, { attempts, forget });
  const wanted = answers.map((statuses) => {
    const status = own(statuses, -1);
    const outcome = outcomeOf(status);
    return { outcome, status, attempts: statuses.length };
  });
  await expectReport(scene, sending, wanted, LONG_MS);
  const gone = people.filter((_, index) => wanted[index]?.outcome === "gone");
  expectForgotten(scene, sending, gone);
  // By default three times, and also where nobody listens.
  peer.refuse(true);
  const lost = await begin(scene, 2);
  await clock.advance(1_500);
  const gaveUp = { outcome: "gave-up", status: 0, attempts: 3 };
  await expectReport(scene, lost, [gaveUp, gaveUp]);
});

/** When the requests for somebody came, and so how long each wait was. */
function waitsFor(scene: FunctionScene, person: Subscriber): number[] {
  const times = requestsFor(scene, person).map(({ at }) => at);
  return times.slice(1).map((at, index) => at - own(times, index));
}

function mostMs(failures: number): number {
  return Math.min(30_000, 500 * 2 ** failures);
}

check("waits longer after each failure, by chance", {
  heading: "Wait before you try again",
  why:
    "A service that comes back finds all messages at its door in the same instant, and goes down again. And each subscription counts its own failures.",
}, async (scene) => {
  const { peer, random, expect } = scene;
  peer.answerAll((exchange) => exchange.answer(random.pick(MAY_PASS)));
  const attempts = 10;
  const sending = await begin(scene, 8, { attempts });
  await expectReport(scene, sending, [], LONG_MS);
  const shares: number[] = [];
  /** By how many failures there were before: up to 3, up to 6, up to 9. */
  const groups: number[][] = [[], [], []];
  for (const person of sending.people) {
    const waits = waitsFor(scene, person);
    expect(waits.length === attempts - 1, {
      expected: `${attempts} requests for each`,
      got: `${waits.length + 1} for one of them`,
    });
    const late = waits.findIndex((wait, failures) =>
      wait > mostMs(failures) + ROUNDING_MS
    );
    expect(late === -1, {
      expected: `at most ${mostMs(late)} ms after failure ${late + 1}`,
      got: `waits of ${inMs(waits)}`,
    });
    const drawn = waits.map((wait, failures) => wait / mostMs(failures));
    expect(Math.max(...drawn) - Math.min(...drawn) > 0.1, {
      expected: "a new draw for each wait",
      got: `waits of ${inMs(waits)}: always the same share of their bound`,
    });
    shares.push(...drawn);
    for (const [group, some] of groups.entries()) {
      some.push(...drawn.slice(3 * group, 3 * group + 3));
    }
  }
  const thirds = [0, 1, 2].map((third) =>
    shares.filter((share) => Math.min(2, Math.floor(share * 3)) === third)
      .length
  );
  expect(thirds.every((count) => count > 4), {
    expected: "waits spread over the whole range from 0 to their bound",
    got: `${thirds.join(", ")} waits in its three thirds`,
  });
  // Of two dozen draws one is in the upper half, but for one time in a million.
  const small = groups.findIndex((some) => Math.max(...some) < 0.55);
  const from = 3 * small;
  expect(small === -1, {
    expected: `waits up to ${
      [from, from + 1, from + 2].map(mostMs).join(", ")
    } ms after failures ${from + 1} to ${from + 3}`,
    got: `none above ${
      Math.ceil(100 * Math.max(0, ...groups[small] ?? []))
    } % of that`,
  });
  await expectLongWaits(scene);
});

/** A service that is down for long: after many failures the waits are as long as after eight. */
async function expectLongWaits(scene: FunctionScene): Promise<void> {
  const attempts = 80;
  const sending = await begin(scene, 1, { attempts });
  const wanted = [{ outcome: "gave-up", attempts }];
  await expectReport(scene, sending, wanted, LONG_MS);
  const waits = waitsFor(scene, own(sending.people, 0)).slice(7);
  const most = mostMs(attempts);
  // Of 72 draws 24 in a row are in the lower half once in a million times, and 11 below a hundredth never.
  const small = waits.filter((wait) => wait < most / 100).length;
  const halves = [0, 24, 48].map((from) =>
    Math.max(...waits.slice(from, from + 24))
  );
  const right = small <= 10 &&
    halves.every((longest) =>
      longest > most / 2 && longest <= most + ROUNDING_MS
    );
  scene.expect(right, {
    expected: `waits from 0 to ${most} ms after failures 8 to 79`,
    got: inMs(waits),
  });
}

function inMs(waits: readonly number[]): string {
  return `${waits.map(Math.round).join(", ")} ms`;
}

check("waits as long as Retry-After says, in seconds or as a date", {
  heading: "Wait as long as the service asks",
  why:
    "The service knows when it will be back. Asking earlier is what it asked you not to do; and Number() of a date is NaN, which setTimeout takes for 0.",
  norm: "RFC 9110 §10.2.3",
}, async (scene) => {
  const { clock, peer, random, expect } = scene;
  const attempts = 8;
  const sending = await begin(scene, 8, { attempts });
  // A date has no milliseconds, and the moment of the answer has.
  await clock.advance(random.integer(1, 999));
  const values = sending.people.map((_, index) => {
    // One second, an hour, or almost 24 days.
    const seconds = index < 2
      ? index
      : index % 4 === 3
      ? random.integer(1_000_000, 2_000_000)
      : random.integer(2, 3_600);
    if (index < 4) return { text: `${seconds}`, ms: seconds * 1_000 };
    const atMs = (seconds + 2) * 1_000;
    const text = new Date(EPOCH_MS + atMs).toUTCString();
    return { text, ms: atMs - clock.now };
  });
  const answeredAt = clock.now;
  peer.answerAll(async (exchange) => {
    const index = placeOf(sending.people, exchange);
    // The first two are asked for the same wait again, after every failure.
    if (index > 1 && exchange.at >= answeredAt) {
      return await exchange.answer(201);
    }
    const headers = { "retry-after": own(values, index).text };
    await exchange.answer(random.pick([429, 503]), { headers });
  });
  const wanted = sending.people.map((_, index) =>
    index > 1
      ? { outcome: "accepted", attempts: 2 }
      : { outcome: "gave-up", attempts }
  );
  await expectReport(scene, sending, wanted, DAYS_MS);
  for (const [index, { text, ms }] of values.entries()) {
    const [, ...again] = requestsFor(scene, own(sending.people, index));
    const times = [answeredAt, ...again.map(({ at }) => at)];
    const waits = times.slice(1).map((at, place) => at - own(times, place));
    const right = waits.every((wait) =>
      wait >= ms - ROUNDING_MS && wait <= ms + 500 + ROUNDING_MS
    );
    expect(right, {
      expected: `waits of ${ms} to ${ms + 500} ms after Retry-After: ${text}`,
      got: inMs(waits),
    });
  }
});

check("waits as ever when Retry-After is of no use", {
  heading: "Wait as long as the service asks",
  why:
    'A header that says nothing is no leave to ask at once. Number("2.5") and parseInt("-5") are numbers, and a date in the past gives a negative wait.',
  norm: "RFC 9110 §10.2.3",
}, async (scene) => {
  const { peer, random, expect } = scene;
  const past = new Date(EPOCH_MS - random.integer(1, 900) * 1_000);
  const values = ["soon", "-5", "2.5", "1e3", past.toUTCString()];
  const people = subscribers(scene, values.length);
  peer.answerAll((exchange) => {
    const index = placeOf(people, exchange);
    return exchange.answer(503, {
      headers: { "retry-after": own(values, index) },
    });
  });
  const sending = await begin(scene, people, { attempts: 8 });
  await expectReport(scene, sending, [], LONG_MS);
  for (const [index, value] of values.entries()) {
    const waits = waitsFor(scene, own(people, index));
    const inBounds = waits.every((wait, failures) =>
      wait <= mostMs(failures) + ROUNDING_MS
    );
    // That waits up to 1, 2, 4, 8, 16 and 30 s are all so short is no accident.
    expect(inBounds && Math.max(...waits) > 500, {
      expected: `longer and longer waits, as without Retry-After: ${value}`,
      got: `waits of ${inMs(waits)}`,
    });
  }
});

check("refuses a payload that nobody takes, before anything is sent", {
  heading: "Refuse what nobody takes",
  why:
    "web-push encrypts any length, and each service refuses it anew. And 3,993 are bytes: a text has as many bytes as characters only in English.",
  norm: "RFC 8291 §4",
}, async (scene) => {
  const { peer, random, expect } = scene;
  peer.answerAll((exchange) => exchange.answer(201));
  const letters = random.text().padEnd(PAYLOAD_MAX, "x");
  const characters = "港".repeat(PAYLOAD_MAX / 3);
  const pairs = `${"🙂".repeat((PAYLOAD_MAX - 1) / 4)}x`;
  for (const longest of [letters, characters, pairs]) {
    const { length } = peer.requests;
    // Also when there is nobody who could refuse it.
    for (
      const [count, more] of [[2, "x"], [0, "é"], [
        2,
        "港".repeat(900),
      ]] as const
    ) {
      const text = `${longest}${more}`;
      const { call } = await begin(scene, count, {}, text);
      await call.expectError("PayloadTooLargeError");
    }
    const sent = peer.requests.length - length;
    expect(sent === 0, {
      expected: `no request for more than ${PAYLOAD_MAX} bytes`,
      got: `${sent} requests`,
    });
    const sending = await begin(scene, 1, {}, longest);
    await expectReport(scene, sending, [{ outcome: "accepted" }]);
    expectText(
      scene,
      own(sending.people, 0),
      demand(peer.requests.at(-1), "a request"),
      longest,
    );
  }
});

check.stories("brings every message to its end, whatever happens", {
  heading: "Report in the order of the list",
  why:
    "Each subscription has failures, a wait and an entry of its own, and each call a limit. What two of them share is right as long as only one of them fails.",
  step: sendStep,
  examples: sendExamples,
  stepsMax: 16,
}, playSending);

check("sends in real time", {
  heading: "Report in the order of the list",
  why: "What works in virtual time has to work on a real clock too.",
  realTime: true,
}, async (scene) => {
  const sending = await begin(scene, 3, { attempts: 2, inFlight: 2 });
  const { peer, expect } = scene;
  const [one, two] = [await peer.next(), await peer.next()];
  await two.answer(201);
  await (await peer.next()).answer(410);
  await one.answer(503);
  const again = await peer.next();
  expect(again.path === one.path, {
    expected: `POST ${one.path} again`,
    got: `POST ${again.path}`,
  });
  await again.answer(201);
  await expectReport(scene, sending, []);
});
