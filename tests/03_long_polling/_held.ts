import type { Message } from "kernel";
import {
  own,
  type Probe,
  type ProbeConnection,
  type ServerScene,
  type ServerStart,
  type Thrown,
} from "exam";

/** "At once" in virtual time, as the exercise texts promise. */
const AT_ONCE_MS = 100;

/** A poll that is held, as the model sees it. */
export interface Held {
  readonly probe: Probe;
  readonly since: number;
  /** When it has to be told that there was nothing; never where there is no limit. */
  readonly endsAt: number;
  /** Who asks, where that matters. */
  readonly name: string | undefined;
}

/** What a board of a story is. */
export interface HeldPollsOptions {
  /** How long it holds a poll; absent where it holds for ever. */
  readonly holdMs?: number;
  /** Messages that its log keeps. */
  readonly capacity?: number;
  /** Whether polls share connections, one after the other. */
  readonly kept?: boolean;
}

/** A poll as it is sent. */
export interface Poll {
  readonly since: number;
  /** The name of the asker, or of nobody. */
  readonly client?: string | undefined;
}

/** Polls of a board, and what each of them has to get: the small model beside a server. */
export class HeldPolls {
  /** Those that wait. */
  held: Held[] = [];
  /** Whether the board has been told to stop. */
  stopped = false;
  readonly #scene: ServerScene;
  readonly #holdMs: number;
  readonly #capacity: number;
  readonly #kept: boolean;
  readonly #texts: string[] = [];
  readonly #seats: { connection: ProbeConnection; probe: Probe }[] = [];
  #before: readonly [number, number] = [0, 0];

  /** A board that has not been started. */
  constructor(
    scene: ServerScene,
    { holdMs = Infinity, capacity = Infinity, kept = false }: HeldPollsOptions =
      {},
  ) {
    this.#scene = scene;
    this.#holdMs = holdMs;
    this.#capacity = capacity;
    this.#kept = kept;
  }

  /** The id of the newest message; 0 for none. */
  get newest(): number {
    return this.#texts.length;
  }

  /** The id of the oldest message that the log keeps. */
  get oldest(): number {
    return Math.max(1, this.newest - this.#capacity + 1);
  }

  /** Starts the server, with the model's own options beside those of `start`. */
  async begin(start: ServerStart = {}): Promise<void> {
    const { server } = this.#scene;
    const [holdMs, capacity] = [this.#holdMs, this.#capacity];
    await server.start({
      ...start,
      options: holdMs === Infinity ? {} : { holdMs },
      ...(capacity === Infinity ? {} : { capacity }),
    });
    this.#before = [await server.timers(), await server.listeners()];
  }

  /** Polls, and demands the answer that is due at once, or none yet. */
  async poll({ since, client }: Poll): Promise<void> {
    const name = client === undefined
      ? ""
      : `&client=${encodeURIComponent(client)}`;
    const probe = await this.#ask(`/messages?since=${since}${name}`);
    if (this.stopped) return await this.#expectStopped(probe);
    if (since > this.newest || this.#isGone(since)) {
      return await this.expectRefused(probe, since);
    }
    if (since < this.newest) {
      await this.#settle(probe);
      const from = Math.max(since, this.oldest - 1);
      await probe.expectMessages(...this.#texts.slice(from));
    } else {
      const endsAt = this.#scene.clock.now + this.#holdMs;
      this.held.push({ probe, since, endsAt, name: client });
    }
  }

  /** Sends a poll whose cursor is no number; that is 400. */
  async pollNonsense(since: string): Promise<void> {
    const probe = await this.#ask(`/messages?since=${since}`);
    await this.#settle(probe);
    await probe.expectStatus(400);
  }

  /** Publishes in one tick: everybody who waits hears of it at once. */
  async publish(...texts: readonly string[]): Promise<void> {
    const hearing = this.held;
    this.held = [];
    this.#texts.push(...texts);
    await this.#scene.server.publish(...texts);
    await this.#settle(...hearing.map(({ probe }) => probe));
    for (const one of hearing) await this.#expectNews(one, texts.length);
  }

  /** One of those who wait goes away. */
  async leave(which: number): Promise<void> {
    const [lost] = this.held.splice(which % (this.held.length || 1), 1);
    await lost?.probe.cut();
  }

  /** Lets time pass: who has an end then is told that there was nothing. */
  async pass(ms: number): Promise<void> {
    const { clock } = this.#scene;
    const until = clock.now + ms;
    const over = this.held.filter(({ endsAt }) => endsAt <= until);
    this.held = this.held.filter(({ endsAt }) => endsAt > until);
    for (const { probe, endsAt } of over.toSorted(byEnd)) {
      if (endsAt > clock.now) {
        await clock.advance(endsAt - 1 - clock.now);
        probe.expectPending();
        await clock.advance(1);
      }
      await probe.expectStatus(204);
    }
    if (until > clock.now) await clock.advance(until - clock.now);
    this.#expectHeld();
  }

  /** Aborts `options.stop`, with any reason: everybody who waits is told so. */
  async stop(reason?: string | Thrown): Promise<void> {
    const waiting = this.held;
    this.held = [];
    this.stopped = true;
    await this.#scene.server.stop(reason);
    for (const { probe } of waiting) await this.#expectStopped(probe);
  }

  /** Demands that a probe is answered at once, with this status. */
  async expectAtOnce(probe: Probe, status: number): Promise<void> {
    await this.#settle(probe);
    await probe.expectStatus(status);
  }

  /** Demands that those who wait still do. */
  #expectHeld(): void {
    for (const { probe } of this.held) probe.expectPending();
  }

  /** Demands what a cursor gets that cannot be answered. */
  async expectRefused(probe: Probe, since: number): Promise<void> {
    await this.#settle(probe);
    const range = { oldest: this.oldest, newest: this.newest };
    const type = this.#isGone(since) ? "gone" : "from-future";
    const status = this.#isGone(since) ? 410 : 400;
    await probe.expectProblem(status, `/problems/cursor-${type}`, range);
  }

  /** Demands that nothing is left once nobody waits. */
  async expectNothingLeft(): Promise<void> {
    const { server, expect } = this.#scene;
    const after = [await server.timers(), await server.listeners()] as const;
    const [timers, listeners] = this.#before;
    expect(after[0] <= timers && after[1] <= listeners, {
      expected: `${timers} timers and ${listeners} listeners, as before`,
      got: `${after[0]} timers and ${after[1]} listeners after the last poll`,
    });
  }

  /** On a connection of an earlier poll that has been answered, or on a new one. */
  async #ask(target: string): Promise<Probe> {
    const free = this.#seats.find(({ probe }) =>
      !probe.pending && probe.broken === undefined
    );
    if (free && this.#kept) {
      return free.probe = await free.connection.get(target);
    }
    const connection = await this.#scene.server.connection();
    const probe = await connection.get(target);
    this.#seats.push({ connection, probe });
    return probe;
  }

  #isGone(since: number): boolean {
    return since > 0 && since + 1 < this.oldest;
  }

  /** Gives answers that come "at once" the time that the text allows. */
  async #settle(...probes: readonly Probe[]): Promise<void> {
    if (probes.some(({ pending }) => pending)) await this.pass(AT_ONCE_MS);
  }

  async #expectStopped(probe: Probe): Promise<void> {
    await this.expectAtOnce(probe, 503);
    await probe.expectHeader("retry-after", "1");
  }

  /** News for one who waited: all that came in the tick, or the first of it. */
  async #expectNews(
    { probe, since }: Held,
    published: number,
  ): Promise<void> {
    const { expect } = this.#scene;
    if (this.#isGone(since) && probe.status !== 200) {
      return await this.expectRefused(probe, since);
    }
    const messages = await probe.readMessages();
    const first = messages[0]?.id ?? 0;
    // Who waits from the beginning begins with what is kept, in whichever moment of the tick.
    const latest = since === 0 ? this.oldest : since + 1;
    const earliest = Math.max(since, this.newest - published) + 1;
    expect(first >= Math.min(earliest, latest) && first <= latest, {
      expected:
        `an answer to since=${since} that begins with message ${latest}`,
      got: messages.length > 0
        ? `an answer that begins with message ${first}`
        : "an empty list",
    });
    await probe.expectMessages(
      ...this.#texts.slice(first - 1, first - 1 + messages.length),
    );
    const { id } = own<Message>(messages, -1);
    expect(id === first + messages.length - 1, {
      expected: `messages ${first} to ${first + messages.length - 1}`,
      got: `messages up to ${id}`,
    });
  }
}

function byEnd(one: Held, other: Held): number {
  return one.endsAt - other.endsAt;
}
