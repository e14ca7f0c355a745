import {
  type Call,
  describeJson,
  type FunctionScene,
  membersOf,
  message,
  own,
  type PeerExchange,
  wholeText,
} from "exam";
import fc from "fast-check";
import { drawnKeys, drawnSubscriber, type Subscriber } from "./_subscribers.ts";

/** What can happen while messages are sent. */
export type SendStep =
  | {
    readonly send: number;
    readonly inFlight: number;
    readonly attempts: number;
    /** Whether the keys of one of them are nonsense. */
    readonly broken: boolean;
  }
  | {
    readonly answer: number;
    readonly status: number;
    readonly retryAfter: string | number | null;
  }
  | { readonly waitMs: number };

/** Subscriptions of one story, at most: each costs an encryption and a connection. */
const peopleMax = 12;
/** What a timer may add by rounding. */
const roundingMs = 1;
/** Longer than anything lasts here. */
const longMs = 24 * 3_600_000;

/** Values of `Retry-After`; a number of seconds is sent as a date. */
const retryAfters = [null, null, "0", "1", "60", "3600", "soon", "-5", 7, -60];

/** Draws what happens next. */
export const sendStep: fc.Arbitrary<SendStep> = fc.oneof(
  fc.record({
    send: fc.integer({ min: 1, max: 5 }),
    inFlight: fc.integer({ min: 1, max: 3 }),
    attempts: fc.integer({ min: 1, max: 4 }),
    broken: fc.boolean(),
  }),
  {
    weight: 5,
    arbitrary: fc.record({
      answer: fc.nat(5),
      status: fc.constantFrom(201, 404, 410, 400, 413, 429, 500, 503, 0),
      retryAfter: fc.constantFrom(...retryAfters),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      waitMs: fc.constantFrom(
        1,
        499,
        500,
        501,
        1_000,
        8_000,
        60_000,
        3_600_000,
      ),
    }),
  },
);

const busy = { status: 503, retryAfter: null };

/** Two calls at once, of which each has failures, waits and people who are gone. */
export const sendExamples: readonly (readonly SendStep[])[] = [[
  { send: 5, inFlight: 2, attempts: 3, broken: true },
  { send: 3, inFlight: 1, attempts: 2, broken: false },
  { answer: 1, status: 429, retryAfter: "60" },
  { answer: 0, status: 410, retryAfter: null },
  { answer: 0, ...busy },
  { answer: 0, status: 0, retryAfter: null },
  { waitMs: 501 },
  { answer: 1, ...busy },
  { answer: 0, status: 404, retryAfter: null },
  { waitMs: 1_001 },
  { answer: 0, ...busy },
  { answer: 0, status: 413, retryAfter: "60" },
  { waitMs: 60_000 },
  { answer: 0, ...busy },
  { answer: 0, status: 201, retryAfter: null },
  { send: 2, inFlight: 1, attempts: 4, broken: false },
  { answer: 0, ...busy },
  { answer: 0, status: 500, retryAfter: 7 },
  { waitMs: 500 },
  { answer: 0, ...busy },
  { waitMs: 1_001 },
]];

/** Plays one story: a few calls at once, each with a limit, a list and a report of its own. */
export async function playSending(
  scene: FunctionScene,
  story: readonly SendStep[],
): Promise<void> {
  const model = new Model(scene);
  for (const step of story) {
    if ("send" in step) await model.send(step);
    else if ("answer" in step) await model.answer(step);
    else await scene.clock.advance(step.waitMs);
    await model.look();
  }
  await model.end();
}

/** Somebody who is written to, as the model sees it. */
interface Person extends Subscriber {
  readonly broken: boolean;
  /** Requests so far. */
  tries: number;
  /** The request that has no answer. */
  open?: PeerExchange | undefined;
  /** When the next attempt may begin, and when at the latest it has to want to. */
  wait: { readonly fromMs: number; readonly untilMs: number };
  /** The entry of the report. */
  entry?: Readonly<Record<string, unknown>>;
}

/** A call of `send`, as the model sees it. */
interface Sending {
  readonly call: Call;
  readonly people: readonly Person[];
  readonly inFlight: number;
  readonly attempts: number;
  readonly ttl: string;
  readonly payload: string;
  /** Whom it has to have told `forget` of. */
  readonly gone: string[];
}

/** What is on its way, and what is allowed now. */
class Model {
  readonly #scene: FunctionScene;
  readonly #sendings: Sending[] = [];
  #seen = 0;
  #lookedAt = 0;

  constructor(scene: FunctionScene) {
    this.#scene = scene;
  }

  /** Begins a call; when there are too many people already, nothing happens. */
  async send(
    { send, inFlight, attempts, broken }: Extract<SendStep, { send: number }>,
  ): Promise<void> {
    const { random, callee } = this.#scene;
    const count = this.#sendings.flatMap(({ people }) => people).length;
    if (count + send > peopleMax) return;
    const people = Array.from(
      { length: send },
      (_, at) => this.#person(broken && at === 1),
    );
    const vapid = { subject: "mailto:ada@example.org", ...drawnKeys(random) };
    const [payload, ttlSeconds] = [random.text(), random.integer(61, 9_999)];
    const call = await callee.call(
      people.map(({ subscription }) => subscription),
      payload,
      {
        ...{ vapid, agent: { $agent: true }, ttlSeconds, inFlight, attempts },
        forget: { $callback: "forget" },
      },
    );
    const ttl = `${ttlSeconds}`;
    this.#sendings.push(
      { call, people, inFlight, attempts, ttl, payload, gone: [] },
    );
  }

  /** Answers one of the requests that wait; without one, nothing happens. */
  async answer(
    { answer, status, retryAfter }: Extract<SendStep, { answer: number }>,
  ): Promise<void> {
    const open = this.#sendings.flatMap((sending) =>
      sending.people.filter(({ open }) => open).map((person) =>
        ({ sending, person }) as const
      )
    );
    const chosen = open[answer % open.length];
    const exchange = chosen?.person.open;
    if (chosen === undefined || exchange === undefined) return;
    chosen.person.open = undefined;
    const value = retryAfter === null ? undefined : this.#header(retryAfter);
    this.#answered(chosen, status, value);
    const headers: Record<string, string> = value
      ? { "retry-after": value }
      : {};
    await (status === 0
      ? exchange.cut()
      : exchange.answer(status, { headers }));
  }

  /** Takes what came, and judges what is in flight, forgotten and reported. */
  async look(): Promise<void> {
    const { peer } = this.#scene;
    while (this.#seen < peer.requests.length) {
      this.#seen++;
      this.#take(await peer.next());
    }
    this.#lookedAt = this.#scene.clock.now;
    for (const sending of this.#sendings) {
      this.#judgeFlight(sending);
      this.#judgeForgotten(sending);
      this.#judgeReport(sending);
    }
  }

  /** Takes all that is left, until every report is there. */
  async end(): Promise<void> {
    const { clock } = this.#scene;
    for (let count = 0; count < 4 * peopleMax; count++) {
      if (this.#sendings.every(({ call }) => !call.pending)) break;
      const { length } = this.#sendings.flatMap(({ people }) =>
        people.filter(({ open }) => open)
      );
      if (length > 0) {
        await this.answer({ answer: 0, status: 201, retryAfter: null });
      } else await clock.advance(3_600_500 + roundingMs);
      await this.look();
    }
    for (const { call } of this.#sendings) {
      const what = "the report";
      await clock.runUntil(() => !call.pending, { withinMs: longMs, what });
    }
    await this.look();
  }

  #person(broken: boolean): Person {
    const { random, peer } = this.#scene;
    const one = drawnSubscriber(random, peer.url);
    const nonsense = { p256dh: random.text(), auth: random.text() };
    const subscription = broken
      ? { ...one.subscription, keys: nonsense }
      : one.subscription;
    const wait = { fromMs: 0, untilMs: 0 };
    return { ...one, subscription, broken, tries: 0, wait };
  }

  #header(retryAfter: string | number): string {
    if (typeof retryAfter === "string") return retryAfter;
    const now = message(0).at + this.#scene.clock.now;
    return new Date(now + retryAfter * 1_000).toUTCString();
  }

  /** What has to follow from an answer. */
  #answered(
    { sending, person }: { sending: Sending; person: Person },
    status: number,
    header: string | undefined,
  ): void {
    const { endpoint } = person.subscription;
    const { tries: attempts } = person;
    const entry = { endpoint, status, attempts };
    const isGone = status === 404 || status === 410;
    if (isGone) sending.gone.push(endpoint);
    if (isGone || status === 201) {
      person.entry = { ...entry, outcome: isGone ? "gone" : "accepted" };
    } else if (status !== 0 && status !== 429 && status < 500) {
      person.entry = { ...entry, outcome: "rejected" };
    } else if (attempts >= sending.attempts) {
      person.entry = { ...entry, outcome: "gave-up" };
    } else person.wait = this.#wait(attempts, status === 0 ? "" : header);
  }

  /** How long the wait after so many failures may last. */
  #wait(failures: number, header = ""): Person["wait"] {
    const { now } = this.#scene.clock;
    const askedMs = /^\d+$/.test(header)
      ? Number(header) * 1_000
      : header.endsWith("GMT")
      ? Date.parse(header) - message(0).at - now
      : NaN;
    const counts = /^\d+$/.test(header) || askedMs > 0;
    const [least, most] = counts
      ? [askedMs, askedMs + 500]
      : [0, Math.min(30_000, 500 * 2 ** (failures - 1))];
    return { fromMs: now + least, untilMs: now + most + roundingMs };
  }

  /** A request has to be for somebody whose turn it is, and as its call says. */
  #take(exchange: PeerExchange): void {
    const { expect } = this.#scene;
    const { path, method, target, at, headers } = exchange;
    const sending = this.#sendings.find(({ people }) =>
      people.some((person) => person.path === path)
    );
    const person = sending?.people.find((person) => person.path === path);
    const line = `${method} ${target}`;
    const isWanted = person !== undefined && !person.open && !person.entry &&
      !person.broken && method === "POST";
    expect(isWanted, {
      expected:
        "requests to those only whose message is not on its way or done",
      got: line,
    });
    if (!sending || !person) return;
    expect(at >= person.wait.fromMs, {
      expected: `${line} at ${person.wait.fromMs} ms at the earliest`,
      got: `at ${at} ms`,
    });
    // Since the last look nobody has left: its place was free all the time.
    const latestMs = Math.max(person.wait.untilMs, this.#lookedAt);
    expect(at <= latestMs, {
      expected: `${line} at ${latestMs} ms at the latest`,
      got: `at ${at} ms`,
    });
    person.tries++;
    person.open = exchange;
    const ttl = headers.get("ttl");
    expect(ttl === sending.ttl, {
      expected: `${line} with the TTL of its own call, ${sending.ttl}`,
      got: `${ttl}`,
    });
    const text = opened(person, exchange);
    expect(text === sending.payload, {
      expected: `${line} with the payload of its own call, ${sending.payload}`,
      got: describeJson(text),
    });
  }

  /** Never more than may be in flight, and not fewer while somebody's turn has come. */
  #judgeFlight({ people, inFlight, call }: Sending): void {
    const { expect, clock } = this.#scene;
    const open = people.filter(({ open }) => open).length;
    const due = people.filter(({ open, entry, broken, wait }) =>
      !open && !entry && !broken && wait.untilMs <= clock.now
    ).map(({ path }) => path);
    const which = `call ${call.number + 1}`;
    expect(open <= inFlight, {
      expected: `requests of ${which} in flight: ${inFlight} at most`,
      got: `${open}`,
    });
    expect(open === inFlight || due.length === 0, {
      expected:
        `one of these in flight too, as ${which} may have ${inFlight}: ${
          due.join(", ")
        }`,
      got: `${open} in flight, and none of these`,
    });
  }

  #judgeForgotten({ call, gone }: Sending): void {
    const told = call.calls("forget").map(({ arguments: [endpoint] }) =>
      wholeText(endpoint)
    );
    this.#scene.expect(told.join() === gone.join(), {
      expected: `forget told of those who are gone by now: ${listed(gone)}`,
      got: listed(told),
    });
  }

  #judgeReport({ call, people }: Sending): void {
    const { expect } = this.#scene;
    const isOver = people.every(({ entry }) => entry);
    const rest = people.filter(({ entry, broken }) => !entry && !broken);
    if (rest.length > 0) call.expectPending();
    expect(!isOver || !call.pending, {
      expected: "the report as soon as all is over",
      got: "a call that is still pending",
    });
    if (call.pending || rest.length > 0) return;
    const report = Array.isArray(call.result) ? call.result : [];
    expect(report.length === people.length, {
      expected: `a report that is ${people.length} long`,
      got: describeJson(call.result ?? call.outcome),
    });
    for (const [at, { entry, broken, subscription }] of people.entries()) {
      const { endpoint } = subscription;
      const wanted = broken ? { endpoint, status: 0 } : entry ?? {};
      const got = membersOf(own(report, at));
      const isRight = Object.entries(wanted).every(([name, value]) =>
        got[name] === value
      );
      expect(isRight, {
        expected: `entry ${at + 1} to have ${describeJson(wanted)}`,
        got: describeJson(got),
      });
    }
  }
}

function opened(person: Subscriber, { bytes }: PeerExchange): string {
  try {
    return person.read(bytes);
  } catch {
    return `${bytes.length} bytes that this browser's keys do not open`;
  }
}

function listed(endpoints: readonly string[]): string {
  return endpoints.map((one) => one.replace(/.*\//, "…/")).join(", ") ||
    "nobody";
}
