import {
  describeJson,
  own,
  type PortCall,
  type Probe,
  type ServerScene,
  type Stories,
  type Thrown,
} from "exam";
import fc from "fast-check";
import { AWKWARD } from "../_awkward.ts";

/** What can happen between askers and a source. */
export type DeadlineStep =
  | { readonly ask: true }
  | { readonly resolve: string; readonly which: number }
  | { readonly reject: string | Thrown; readonly which: number }
  | { readonly leave: number }
  | { readonly waitMs: number }
  /** Lets time pass to so many ms from the limit that comes next. */
  | { readonly toLimitMs: number };

/** "At once" in virtual time, as the exercise text promises. */
const AT_ONCE_MS = 100;

/** The limit of every story: far from the default, and no whole second. */
const limitMs = 3_370;

/** What the source says to itself, and to nobody else. */
const SECRET = "disk 7 of host mercury";

const which = fc.nat(5);

const step: fc.Arbitrary<DeadlineStep> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ ask: fc.constant<true>(true) }) },
  {
    weight: 2,
    arbitrary: fc.record({ resolve: fc.constantFrom("", ...AWKWARD), which }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      reject: fc.constantFrom<(string | Thrown)[]>(
        SECRET,
        { name: "TimeoutError", message: SECRET },
        { name: "AbortError", message: SECRET },
        { value: SECRET },
        { value: null },
        { value: "" },
        {},
      ),
      which,
    }),
  },
  fc.record({ leave: fc.nat(4) }),
  {
    weight: 2,
    arbitrary: fc.record({ waitMs: fc.constantFrom(1, 900, limitMs) }),
  },
  fc.record({ toLimitMs: fc.constantFrom(-1, 1) }),
);

/** Askers of whom each is answered in another way, and a source that goes on when nobody waits. */
const crowd: readonly DeadlineStep[] = [
  { ask: true },
  { waitMs: 900 },
  { ask: true },
  { ask: true },
  { ask: true },
  { leave: 1 },
  { reject: { name: "TimeoutError", message: SECRET }, which: 1 },
  { toLimitMs: -1 },
  { ask: true },
  { toLimitMs: 1 },
  { resolve: "too late", which: 0 },
  { resolve: "", which: 0 },
  { waitMs: 900 },
  { reject: {}, which: 0 },
  { ask: true },
  { reject: "nobody waits any more", which: 0 },
  { toLimitMs: -1 },
  { resolve: "just in time", which: 1 },
  { ask: true },
  { toLimitMs: 1 },
];

/** Askers, and a source that obeys or does not. */
export const deadlineStories: Stories<DeadlineStep> = {
  step,
  examples: [crowd],
  stepsMax: 20,
};

/** Plays one story, and says at each step what every asker has to get. */
export async function playDeadline(
  scene: ServerScene,
  story: readonly DeadlineStep[],
): Promise<void> {
  await scene.server.start({ options: { limitMs }, ports: ["source"] });
  const askers = new Askers(scene);
  for (const step of story) {
    if ("ask" in step) await askers.ask();
    else if ("resolve" in step) await askers.resolve(step.which, step.resolve);
    else if ("reject" in step) await askers.reject(step.which, step.reject);
    else if ("leave" in step) await askers.leave(step.leave);
    else if ("waitMs" in step) await askers.pass(step.waitMs);
    else await askers.passToLimit(step.toLimitMs);
  }
  await askers.pass(limitMs);
}

/** A request, and what the source was asked for it. */
interface Asker {
  readonly probe: Probe;
  /** Place among the calls of the source. */
  readonly call: number;
  readonly limitAt: number;
  /** Whether the source has settled. */
  settled: boolean;
}

/** Who waits for the source, and for how long: the small model beside the server. */
class Askers {
  readonly #scene: ServerScene;
  /** All whose source has not settled yet, in the order in which they came. */
  #all: Asker[] = [];
  #waiting: Asker[] = [];
  #asked = 0;

  constructor(scene: ServerScene) {
    this.#scene = scene;
  }

  async ask(): Promise<void> {
    const { server, clock, expect } = this.#scene;
    const limitAt = clock.now + limitMs;
    const probe = await server.get("/motto");
    const call = this.#asked++;
    const calls = server.port("source").length;
    expect(calls === this.#asked, {
      expected: `${this.#asked} calls of source in all, one for each request`,
      got: `${calls} calls`,
    });
    const [signal] = server.portCall("source", call).arguments;
    expect(signal === "AbortSignal", {
      expected: "source called with an AbortSignal",
      got: `source called with ${describeJson(signal)}`,
    });
    const asker = { probe, call, limitAt, settled: false };
    this.#all.push(asker);
    this.#waiting.push(asker);
  }

  /** The source answers: one who still waits gets that, and nobody else anything. */
  async resolve(which: number, text: string): Promise<void> {
    const asker = this.#settle(which);
    if (!asker) return;
    const waits = this.#leaves(asker);
    await this.#call(asker).resolve(text);
    if (waits) {
      await this.#expectAnswer(asker, 200);
      const right = asker.probe.text === text || asker.probe.status === 504;
      this.#scene.expect(right, {
        expected: `the body ${describeJson(text)}`,
        got: describeJson(asker.probe.text),
      });
    }
    this.#expectWaiting();
  }

  async reject(which: number, failure: string | Thrown): Promise<void> {
    const asker = this.#settle(which);
    if (!asker) return;
    const waits = this.#leaves(asker);
    await this.#call(asker).reject(failure);
    if (waits) {
      await this.#expectAnswer(asker, 502);
      this.#scene.expect(!asker.probe.text.includes(SECRET), {
        expected: "an answer without the message of the error",
        got: describeJson(asker.probe.text),
      });
    }
    this.#expectWaiting();
  }

  /** An asker goes away: the source is told. */
  async leave(which: number): Promise<void> {
    if (this.#waiting.length === 0) return;
    const asker = own(this.#waiting, which % this.#waiting.length);
    this.#leaves(asker);
    await asker.probe.cut();
    if (!this.#call(asker).aborted) await this.#atOnce();
    this.#expectAborted(asker, "when its asker had gone");
  }

  /** Lets time pass; nobody looks in the millisecond in which a limit ends. */
  async pass(ms: number): Promise<void> {
    const { clock } = this.#scene;
    const until = clock.now + ms;
    for (;;) {
      await this.#limits();
      const ends = this.#waiting.map(({ limitAt }) => limitAt);
      const end = Math.min(...ends);
      if (end > until) break;
      if (end - 1 > clock.now) await clock.advance(end - 1 - clock.now);
      this.#expectWaiting();
      await clock.advance(end + 1 - clock.now);
    }
    if (until > clock.now) await clock.advance(until - clock.now);
    this.#expectWaiting();
  }

  async passToLimit(ms: number): Promise<void> {
    const { now } = this.#scene.clock;
    const ends = this.#waiting.map(({ limitAt }) => limitAt + ms);
    const end = Math.min(...ends.filter((end) => end > now));
    if (end < Infinity) await this.pass(end - now);
  }

  /** Who has reached the limit has had a 504, and the source has been told. */
  async #limits(): Promise<void> {
    const { now } = this.#scene.clock;
    for (const asker of [...this.#waiting]) {
      if (asker.limitAt >= now) continue;
      this.#leaves(asker);
      await asker.probe.expectStatus(504);
      this.#expectAborted(asker, "at the limit");
    }
  }

  /** One of the calls that the source has not settled. */
  #settle(which: number): Asker | undefined {
    if (this.#all.length === 0) return undefined;
    const asker = own(this.#all, which % this.#all.length);
    asker.settled = true;
    this.#all = this.#all.filter((other) => other !== asker);
    return asker;
  }

  /** Takes one from those who wait; says whether it did. */
  #leaves(asker: Asker): boolean {
    const waits = this.#waiting.includes(asker);
    this.#waiting = this.#waiting.filter((other) => other !== asker);
    return waits;
  }

  #call({ call }: Asker): PortCall {
    return this.#scene.server.portCall("source", call);
  }

  /** The answer that the source has decided; so near to the limit, one that does not come directly may be 504. */
  async #expectAnswer(
    { probe, limitAt }: Asker,
    status: number,
  ): Promise<void> {
    const { now } = this.#scene.clock;
    const late = probe.pending && limitAt <= now + AT_ONCE_MS;
    if (probe.pending) await this.#atOnce();
    await probe.expectStatus(status, ...(late ? [504] : []));
  }

  /** Gives what comes "at once" the time that the text allows, and ends in no millisecond of a limit. */
  async #atOnce(): Promise<void> {
    const { clock } = this.#scene;
    await clock.advance(AT_ONCE_MS);
    while (this.#waiting.some(({ limitAt }) => limitAt === clock.now)) {
      await clock.advance(1);
    }
    await this.#limits();
  }

  #expectAborted(asker: Asker, when: string): void {
    this.#scene.expect(asker.settled || this.#call(asker).aborted, {
      expected: `the signal of call ${asker.call + 1} aborted ${when}`,
      got: "a signal that has not aborted",
    });
  }

  #expectWaiting(): void {
    const { clock, expect } = this.#scene;
    for (const asker of this.#waiting) {
      // What happens in the millisecond of the limit is not graded.
      if (asker.limitAt <= clock.now) continue;
      asker.probe.expectPending();
      expect(!this.#call(asker).aborted, {
        expected: `the signal of call ${asker.call + 1} left alone`,
        got: "a signal that has aborted, while its asker still waits",
      });
    }
  }
}
