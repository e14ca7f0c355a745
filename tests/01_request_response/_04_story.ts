import {
  type Call,
  describeJson,
  type FunctionScene,
  own,
  type PeerExchange,
  type Stories,
  type Thrown,
} from "exam";
import fc from "fast-check";
import { AWKWARD } from "../_awkward.ts";
import { CUTS } from "../_cuts.ts";

/** What is asked, and how. */
type Kind = "GET" | "POST" | "POST with a key";

/** What can happen to calls that are open at the same time; `of` says to which of them. */
export type AskStep =
  | { readonly call: Kind; readonly limits: number }
  /** A call while the server refuses every connection. */
  | { readonly refused: Kind }
  | {
    readonly status: number;
    readonly text: string;
    readonly of: number;
    /** Time between two pieces of the body; absent when it is whole. */
    readonly withinMs?: number | undefined;
  }
  /** An error whose body does not end. */
  | { readonly error: number; readonly of: number }
  /** A body with so many bytes from the limit. */
  | { readonly fromMax: 0 | 1; readonly of: number }
  | { readonly cut: string; readonly of: number }
  | { readonly abort: string | Thrown; readonly of: number }
  | { readonly waitMs: number }
  /** Lets time pass to so many ms from the limit that comes next. */
  | { readonly toLimitMs: number };

/** "At once" in virtual time, as the exercise text promises. */
const AT_ONCE_MS = 100;

/** Limits of calls: the defaults, and some that are far from them. */
const LIMITS = [
  {},
  { limitMs: 7_000, bytesMax: 1_000 },
  { limitMs: 710 },
] as const;

const MOST_CALLS = 4;
const of = fc.nat(3);
const kind = fc.constantFrom<Kind[]>("GET", "POST", "POST with a key");

const step: fc.Arbitrary<AskStep> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ call: kind, limits: fc.nat(2) }) },
  fc.record({ refused: kind }),
  {
    weight: 2,
    arbitrary: fc.record({
      status: fc.constantFrom(200, 201, 299),
      text: fc.constantFrom("", ...AWKWARD),
      of,
      withinMs: fc.constantFrom(undefined, undefined, 1, 699, 1_999),
    }),
  },
  fc.record({ error: fc.constantFrom(400, 404, 429, 500, 503), of }),
  fc.record({ fromMax: fc.constantFrom<(0 | 1)[]>(0, 1), of }),
  {
    weight: 4,
    arbitrary: fc.record({ cut: fc.constantFrom(...Object.keys(CUTS)), of }),
  },
  fc.record({
    abort: fc.constantFrom<(string | Thrown)[]>(
      "The caller left",
      { name: "TimeoutError", message: "Too long" },
      { name: "TypeError", message: "fetch failed" },
      { value: "left" },
      { value: null },
      { value: "" },
    ),
    of,
  }),
  {
    weight: 2,
    arbitrary: fc.record({ waitMs: fc.constantFrom(1, 699, 1_999, 7_000) }),
  },
  fc.record({ toLimitMs: fc.constantFrom(-1, 1) }),
);

/** Calls that are cut once and twice, late, with little time left for the second attempt. */
const twice: readonly AskStep[] = [
  { call: "GET", limits: 0 },
  { call: "POST with a key", limits: 1 },
  { call: "POST", limits: 1 },
  { waitMs: 699 },
  { cut: "within the body", of: 0 },
  { cut: "before the headers", of: 1 },
  { cut: "after the headers", of: 2 },
  { toLimitMs: -1 },
  { call: "GET", limits: 2 },
  { toLimitMs: 1 },
  { status: 200, text: "at last", of: 0 },
  { cut: "before the last chunk", of: 0 },
  { cut: "before the last byte of the body", of: 0 },
  { call: "GET", limits: 1 },
  { call: "POST", limits: 0 },
  { fromMax: 0, of: 0 },
  { fromMax: 1, of: 0 },
  { refused: "POST with a key" },
  { call: "GET", limits: 1 },
  { call: "GET", limits: 0 },
  { cut: "before the headers", of: 0 },
  { abort: { name: "TypeError", message: "fetch failed" }, of: 0 },
  { error: 503, of: 0 },
  { call: "GET", limits: 0 },
  { status: 299, text: "", of: 0, withinMs: 1_999 },
];

/** Calls side by side, and a server on a bad day. */
export const askStories: Stories<AskStep> = {
  step,
  examples: [twice],
};

/** Plays one story, and says at each step how every call has to end. */
export async function playAsk(
  scene: FunctionScene,
  story: readonly AskStep[],
): Promise<void> {
  const calls = new Calls(scene);
  for (const step of story) {
    if ("call" in step) await calls.call(step.call, step.limits);
    else if ("refused" in step) await calls.refused(step.refused);
    else if ("waitMs" in step) await calls.pass(step.waitMs);
    else if ("toLimitMs" in step) await calls.passToLimit(step.toLimitMs);
    else await calls.answer(step);
  }
  await calls.pass(7_001);
}

/** A call that has not ended, as the model sees it. */
interface Open {
  readonly call: Call;
  readonly kind: Kind;
  readonly target: string;
  readonly key: string;
  readonly body: string;
  readonly bytesMax: number;
  readonly limitAt: number;
  question: PeerExchange;
  attempts: number;
}

/** Steps that say what the server, or the caller, does about one open call. */
type Answer = Extract<AskStep, { of: number }>;

/** Calls that are open, and what each has to end with: the small model beside the function. */
class Calls {
  readonly #scene: FunctionScene;
  #open: Open[] = [];
  #called = 0;
  #taken = 0;

  constructor(scene: FunctionScene) {
    this.#scene = scene;
  }

  async call(kind: Kind, limits: number): Promise<void> {
    if (this.#open.length >= MOST_CALLS) return;
    const { clock } = this.#scene;
    const given = { limitMs: 2_000, bytesMax: 65_536, ...LIMITS[limits] };
    const number = ++this.#called;
    const asked = {
      kind,
      target: `/messages/${number}`,
      key: `key ${number}`,
      body: JSON.stringify({ text: `${number}` }),
    };
    const limitAt = clock.now + given.limitMs;
    const call = await this.#begin(asked, LIMITS[limits] ?? {});
    const question = await this.#next(asked);
    const { bytesMax } = given;
    this.#open.push({
      ...asked,
      call,
      question,
      bytesMax,
      limitAt,
      attempts: 1,
    });
    this.#expectOpen();
  }

  /** No connection, and no second one: what the server does not see happens at once. */
  async refused(kind: Kind): Promise<void> {
    const { peer } = this.#scene;
    const asked = { kind, target: "/messages/refused", key: "key", body: "{}" };
    peer.refuse(true);
    const call = await this.#begin(asked, {});
    await this.#atOnce(call);
    peer.refuse(false);
    await call.expectError("NetworkError");
    this.#expectOpen();
  }

  async answer(step: Answer): Promise<void> {
    if (this.#open.length === 0) return;
    const open = own(this.#open, step.of % this.#open.length);
    if ("status" in step) await this.#succeed(open, step);
    else if ("error" in step) await this.#refuse(open, step.error);
    else if ("fromMax" in step) await this.#fill(open, step.fromMax);
    else if ("cut" in step) await this.#cut(open, step.cut);
    else await this.#abort(open, step.abort);
    this.#expectOpen();
  }

  /** Lets time pass; nobody looks in the millisecond in which a limit ends. */
  async pass(ms: number): Promise<void> {
    const { clock } = this.#scene;
    const until = clock.now + ms;
    for (;;) {
      await this.#limits();
      const end = Math.min(...this.#open.map(({ limitAt }) => limitAt));
      if (end > until) break;
      if (end - 1 > clock.now) await clock.advance(end - 1 - clock.now);
      this.#expectOpen();
      await clock.advance(end + 1 - clock.now);
    }
    if (until > clock.now) await clock.advance(until - clock.now);
    this.#expectOpen();
  }

  async passToLimit(ms: number): Promise<void> {
    const { now } = this.#scene.clock;
    const ends = this.#open.map(({ limitAt }) => limitAt + ms);
    const end = Math.min(...ends.filter((end) => end > now));
    if (end < Infinity) await this.pass(end - now);
  }

  #begin(
    { kind, target, key, body }: Pick<Open, "kind" | "target" | "key" | "body">,
    limits: Readonly<Record<string, number>>,
  ): Promise<Call> {
    const method = kind === "GET" ? {} : { method: "POST", body };
    return this.#scene.callee.call({ $url: target.slice(1) }, {
      ...method,
      ...(kind === "POST with a key" ? { key } : {}),
      ...limits,
      signal: { $signal: true },
    });
  }

  /** The next request, which has to be this one. */
  async #next(
    { kind, target, key, body }: Pick<Open, "kind" | "target" | "key" | "body">,
  ): Promise<PeerExchange> {
    const { peer, clock, expect } = this.#scene;
    const [method = ""] = kind.split(" ");
    if (peer.requests.length === this.#taken) await clock.advance(AT_ONCE_MS);
    this.#taken++;
    const question = await peer.next();
    const asked = `${question.method} ${question.target}`;
    expect(asked === `${method} ${target}`, {
      expected: `${method} ${target}`,
      got: asked,
    });
    if (kind === "GET") return question;
    const given = question.headers.get("idempotency-key");
    const wanted = kind === "POST" ? null : key;
    expect(question.body === body && given === wanted, {
      expected: `the body ${body} and Idempotency-Key: ${wanted}`,
      got: `${question.body || "no body"} and Idempotency-Key: ${given}`,
    });
    return question;
  }

  async #succeed(
    open: Open,
    { status, text, withinMs }: Extract<AskStep, { text: string }>,
  ): Promise<void> {
    const { question, call, limitAt } = open;
    if (withinMs === undefined) {
      this.#close(open);
      await question.answer(status, { body: text });
      return await call.expectResult(text);
    }
    const bytes = new TextEncoder().encode(text);
    const half = bytes.length >> 1;
    await question.writeHead(status, { "content-length": `${bytes.length}` });
    if (half > 0) await question.write(bytes.subarray(0, half));
    if (bytes.length > 0) await this.pass(withinMs);
    if (limitAt <= this.#scene.clock.now) return;
    this.#close(open);
    await question.write(bytes.subarray(half));
    await question.end();
    await call.expectResult(text);
  }

  /** The body of an error is not waited for. */
  async #refuse(open: Open, status: number): Promise<void> {
    const { question, call } = open;
    this.#close(open);
    await question.writeHead(status, { "content-length": "1000" });
    await question.write("It is");
    await this.#atOnce(call);
    await call.expectError("HttpError", { status });
    this.#expectGone(question, `after the ${status}`);
  }

  /** A body of the most bytes, or one more that is not the last one. */
  async #fill(open: Open, over: 0 | 1): Promise<void> {
    const { question, call, bytesMax } = open;
    this.#close(open);
    const text = "é".repeat(bytesMax / 2) + "!".repeat(over);
    const length = bytesMax + over * 1_000;
    await question.writeHead(200, { "content-length": `${length}` });
    // Who goes by the length has given up already.
    if (!question.gone) await question.write(text);
    if (over === 0) {
      await question.end();
      return await call.expectResult(text);
    }
    await this.#atOnce(call);
    await call.expectError("BodyTooLargeError");
    this.#expectGone(question, "after one byte too many");
  }

  /** Once more for what may be sent twice, and no third time. */
  async #cut(open: Open, cut: string): Promise<void> {
    const { call, kind, attempts } = open;
    this.#close(open);
    await CUTS[cut]?.(open.question);
    if (kind !== "POST" && attempts === 1) {
      this.#open.push(open);
      open.attempts = 2;
      open.question = await this.#next(open);
      return;
    }
    await this.#atOnce(call);
    await call.expectError("NetworkError");
  }

  async #abort(open: Open, reason: string | Thrown): Promise<void> {
    const { call, question } = open;
    this.#close(open);
    await call.abort(reason);
    await this.#atOnce(call);
    await call.expectReason(reason);
    this.#expectGone(question, "at the abort");
  }

  #close(open: Open): void {
    this.#open = this.#open.filter((other) => other !== open);
  }

  /** Gives an end that comes "at once" the time that the text allows. */
  async #atOnce(call: Call): Promise<void> {
    if (call.pending) await this.pass(AT_ONCE_MS);
  }

  /** Who has reached the limit has ended by it. */
  async #limits(): Promise<void> {
    const { now } = this.#scene.clock;
    for (const open of [...this.#open]) {
      if (open.limitAt >= now) continue;
      this.#close(open);
      await open.call.expectError("TimeLimitError");
      this.#expectGone(open.question, "at the limit");
    }
  }

  #expectGone(question: PeerExchange, when: string): void {
    this.#scene.expect(question.gone, {
      expected: `the connection of ${question.target} given up ${when}`,
      got: "a connection that is still open",
    });
  }

  /** Those that are open have not ended, hold their connection, and nobody else asks. */
  #expectOpen(): void {
    const { clock, peer, expect } = this.#scene;
    peer.expectNoRequest();
    for (const { call, question, limitAt } of this.#open) {
      if (limitAt <= clock.now) continue;
      call.expectPending();
      expect(!question.gone, {
        expected: `the connection of ${question.target} held`,
        got: `a connection that was given up, ${
          describeJson(limitAt - clock.now)
        } ms before the limit`,
      });
    }
  }
}
