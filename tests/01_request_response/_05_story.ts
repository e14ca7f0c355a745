import {
  demand,
  describeJson,
  membersOf,
  own,
  type Probe,
  type ServerScene,
  type Stories,
  type Thrown,
} from "exam";
import fc from "fast-check";

/** What can happen to a board that knows keys. */
export type OnceStep =
  | { readonly post: string; readonly key: string | undefined }
  | { readonly agree: number }
  | { readonly fail: string | Thrown; readonly which: number }
  | { readonly leave: number }
  | { readonly waitMs: number }
  /** Lets time pass to so many ms from the end of the key that ends next. */
  | { readonly toEndMs: number };

/** "At once" in virtual time, as the exercise text promises. */
const AT_ONCE_MS = 100;

/** How long keys are kept in every story: far from the default, and no whole seconds. */
const keepMs = 7 * 60_000 + 130;

const step: fc.Arbitrary<OnceStep> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      post: fc.constantFrom("one", "one", "one", "two"),
      key: fc.constantFrom("A", "A", "a", '"A"', "__proto__", undefined),
    }),
  },
  { weight: 2, arbitrary: fc.record({ agree: fc.nat(3) }) },
  fc.record({
    fail: fc.constantFrom<(string | Thrown)[]>(
      "She is at lunch",
      { name: "AbortError", message: "She hung up" },
      { value: "no" },
      { value: null },
      { value: "" },
      {},
    ),
    which: fc.nat(3),
  }),
  fc.record({ leave: fc.nat(4) }),
  fc.record({ waitMs: fc.constantFrom(1, 900, 60_000, keepMs, 7_200_000) }),
  fc.record({ toEndMs: fc.constantFrom(-1, 1) }),
);

/** A key that fails, waits long, is given away and ends, while others go on. */
const longDay: readonly OnceStep[] = [
  { post: "one", key: "A" },
  { post: "one", key: "A" },
  { post: "two", key: "A" },
  { post: "one", key: "a" },
  { waitMs: 60_000 },
  { fail: "She is at lunch", which: 0 },
  { post: "one", key: "A" },
  { post: "one", key: undefined },
  { leave: 0 },
  { post: "one", key: "A" },
  { waitMs: 60_000 },
  { agree: 0 },
  { agree: 0 },
  { agree: 0 },
  { agree: 0 },
  { post: "two", key: "A" },
  { post: "one", key: "A" },
  { toEndMs: -1 },
  { post: "one", key: "A" },
  { post: "one", key: "a" },
  { toEndMs: 1 },
  { post: "two", key: "A" },
  { post: "one", key: "a" },
  { agree: 0 },
  { agree: 0 },
];

/** A failed attempt, and long after it one that succeeds. */
const secondAttempt: readonly OnceStep[] = [
  { post: "one", key: "A" },
  { fail: {}, which: 0 },
  { waitMs: 60_000 },
  { post: "two", key: "A" },
  { waitMs: 60_000 },
  { agree: 0 },
  { toEndMs: -1 },
  { post: "two", key: "A" },
  { toEndMs: 1 },
  { post: "one", key: "A" },
];

/** Requests with keys, a moderator who thinks, and days that end. */
export const onceStories: Stories<OnceStep> = {
  step,
  examples: [longDay, secondAttempt],
};

/** Plays one story with a board of its own, and says at each step what every asker has to get. */
export async function playOnce(
  scene: ServerScene,
  story: readonly OnceStep[],
): Promise<void> {
  await scene.server.start({ options: { keepMs }, ports: ["approve"] });
  const board = new KeyedBoard(scene);
  for (const step of story) {
    if ("post" in step) await board.post(step.post, step.key);
    else if ("agree" in step) await board.agree(step.agree);
    else if ("fail" in step) await board.fail(step.which, step.fail);
    else if ("leave" in step) await board.leave(step.leave);
    else if ("waitMs" in step) await board.pass(step.waitMs);
    else await board.passToEnd(step.toEndMs);
  }
  await board.expectPublished();
}

/** A request with a key, or a message of its own, as the model sees it. */
interface First {
  readonly text: string;
  /** Place among the calls of the moderator. */
  readonly call: number;
  /** Who waits; the first one comes first unless they went away. */
  waiting: Probe[];
  /** The asker who began, and has not been told anything. */
  readonly asker: Probe | undefined;
  /** The id that the message got; absent while the moderator thinks. */
  id?: number;
  /** When the key is free again, in ms since the check began. */
  endsAt?: number;
  /** What the first who heard it was answered. */
  seen?: string;
}

/** What is allowed to a board that knows keys: the small model beside it. */
class KeyedBoard {
  readonly #scene: ServerScene;
  readonly #firsts = new Map<string, First>();
  readonly #published: string[] = [];
  #asked = 0;
  #withoutKey = 0;

  constructor(scene: ServerScene) {
    this.#scene = scene;
  }

  async post(text: string, key: string | undefined): Promise<void> {
    // A request without a key is alone with one that nobody else has.
    const name = key ?? `without a key ${++this.#withoutKey}`;
    await this.#forget(name);
    const probe = await this.#send(text, key);
    const first = this.#firsts.get(name);
    if (first && first.text !== text) await this.#answered(probe, 422);
    else if (first?.id !== undefined) await this.#expectAnswer(first, probe);
    else if (first) first.waiting.push(probe);
    else {
      const call = this.#asked++;
      this.#firsts.set(name, { text, call, waiting: [probe], asker: probe });
    }
    this.#expectAsked(`after this request with ${key ?? "no key"}`);
    this.#expectDraft(name);
  }

  async agree(which: number): Promise<void> {
    const first = this.#thinking(which)?.[1];
    if (!first) return;
    this.#published.push(first.text);
    first.id = this.#published.length;
    first.endsAt = this.#scene.clock.now + keepMs;
    await this.#scene.server.portCall("approve", first.call).resolve(null);
    for (const probe of first.waiting.splice(0)) {
      await this.#expectAnswer(first, probe);
    }
    this.#expectAsked("after the moderator agreed");
    this.#expectWaiting();
  }

  /** Who waited for the one that fails gets its 503, or there is another attempt for them. */
  async fail(which: number, reason: string | Thrown): Promise<void> {
    const thinking = this.#thinking(which);
    if (!thinking) return;
    const [name, first] = thinking;
    const { server } = this.#scene;
    this.#firsts.delete(name);
    await server.portCall("approve", first.call).reject(reason);
    await this.#settleAll(first.waiting);
    if (first.asker && first.waiting.includes(first.asker)) {
      await first.asker.expectStatus(503);
    }
    const still = first.waiting.filter(({ pending }) => pending);
    for (const probe of first.waiting) {
      if (!still.includes(probe)) await probe.expectStatus(503);
    }
    const again = server.port("approve").length > this.#asked;
    if (still.length > 0 || again) {
      const next = { text: first.text, call: this.#asked++, asker: undefined };
      this.#firsts.set(name, { ...next, waiting: still });
    }
    this.#expectAsked("after the moderator failed");
    this.#expectWaiting();
  }

  /** One of those who wait goes away; the first one goes on without them. */
  async leave(which: number): Promise<void> {
    const waiting = [...this.#firsts.values()].flatMap(({ waiting }) =>
      waiting
    );
    if (waiting.length === 0) return;
    const lost = own(waiting, which % waiting.length);
    for (const first of this.#firsts.values()) {
      first.waiting = first.waiting.filter((probe) => probe !== lost);
    }
    await lost.cut();
  }

  async pass(ms: number): Promise<void> {
    await this.#scene.clock.advance(ms);
    this.#expectWaiting();
  }

  async passToEnd(ms: number): Promise<void> {
    const { now } = this.#scene.clock;
    const ends = [...this.#firsts.values()].map(({ endsAt = 0 }) =>
      endsAt + ms
    );
    const next = ends.filter((end) => end > now).toSorted((a, b) => a - b)[0];
    if (next !== undefined) await this.pass(next - now);
  }

  async expectPublished(): Promise<void> {
    const list = await this.#scene.server.get("/messages");
    await list.expectMessages(...this.#published);
  }

  #send(text: string, key: string | undefined): Promise<Probe> {
    return this.#scene.server.request("POST", "/messages", {
      headers: {
        "content-type": "application/json",
        ...(key === undefined ? {} : { "idempotency-key": key }),
      },
      body: JSON.stringify({ from: "ada", text }),
    });
  }

  /** Forgets a key whose day is over; the very millisecond in which it ends is not graded. */
  async #forget(name: string): Promise<void> {
    const { clock } = this.#scene;
    const { endsAt = Infinity } = this.#firsts.get(name) ?? {};
    if (endsAt === clock.now) await clock.advance(1);
    if (endsAt < clock.now) this.#firsts.delete(name);
  }

  /** One of the requests that the moderator thinks about. */
  #thinking(which: number): [string, First] | undefined {
    const all = [...this.#firsts].filter(([, { id }]) => id === undefined);
    return all.at(which % (all.length || 1));
  }

  async #answered(probe: Probe, status: number): Promise<void> {
    await this.#settleAll([probe]);
    await probe.expectStatus(status);
  }

  /** Gives an answer that comes "at once" the time that the text allows. */
  async #settleAll(probes: readonly Probe[]): Promise<void> {
    if (probes.some(({ pending }) => pending)) {
      await this.#scene.clock.advance(AT_ONCE_MS);
    }
  }

  /** The answer of the one that published, to whomever. */
  async #expectAnswer(first: First, probe: Probe): Promise<void> {
    await this.#answered(probe, 201);
    const { id, text } = membersOf(probe.json);
    this.#scene.expect(id === first.id && text === first.text, {
      expected: `201 with message ${first.id}, ${describeJson(first.text)}`,
      got: `201 with ${describeJson(probe.json ?? probe.text)}`,
    });
    const seen = `${probe.headers.get("location")}, ${probe.text}`;
    first.seen ??= seen;
    this.#scene.expect(seen === first.seen, {
      expected: `the first answer again: 201, Location: ${first.seen}`,
      got: `201, Location: ${seen}`,
    });
  }

  #expectAsked(when: string): void {
    const { length } = this.#scene.server.port("approve");
    this.#scene.expect(length === this.#asked, {
      expected: `the moderator asked ${times(this.#asked)} in all, ${when}`,
      got: times(length),
    });
  }

  /** The moderator is asked about what was sent. */
  #expectDraft(name: string): void {
    const first = this.#firsts.get(name);
    if (!first) return;
    const { text } = membersOf(
      demand(
        this.#scene.server.portCall("approve", first.call).arguments[0],
        "options.approve() called with the draft",
      ),
    );
    this.#scene.expect(text === first.text, {
      expected: `the moderator asked about ${describeJson(first.text)}`,
      got: describeJson(text),
    });
  }

  #expectWaiting(): void {
    for (const { waiting } of this.#firsts.values()) {
      for (const probe of waiting) probe.expectPending();
    }
  }
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}
