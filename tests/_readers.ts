import {
  type ClientScene,
  message,
  own,
  type PeerExchange,
  type Thrown,
} from "exam";
import { cursorOf } from "./_polls.ts";

/** Within which time something has to happen, in ms since the check began; both ends are allowed. */
export interface Due {
  readonly from: number;
  readonly to: number;
}

/** A reader of a story, as its model sees it. */
export interface Reader {
  /** Where its board is: no two readers have the same, so that a question tells who asks. */
  readonly below: string;
  /** The cursor of its next question. */
  cursor: number;
  /** The ids that it has to have yielded, in order. */
  readonly ids: number[];
  /** When its next question has to come; absent while one is open. */
  due?: Due | undefined;
  /** The question that is open. */
  question?: PeerExchange | undefined;
  /** How long it lets one question stay open; absent where there is no limit. */
  readonly limitMs?: number;
  /** When it has to give that question up; absent while none is open, or without a limit. */
  limitAt?: number | undefined;
}

/** An answer 200 whose body comes in two pieces, with so much time before each. */
export interface Pieces {
  readonly beforeMs: number;
  readonly withinMs: number;
}

/** What the model of one exercise adds. */
export interface ReadersOptions<R> {
  /** Looks at a question beyond its address and its cursor. */
  readonly onQuestion?: (reader: R, question: PeerExchange) => void;
  /** A question was given up at its limit, as it has to be: says when the next one is due. */
  readonly onLimit?: (reader: R) => void;
  /** Whether no timer may be left after an abort; default true. */
  readonly timers?: boolean;
}

/** Readers that a story has started, each with a board of its own; time passes for all of them. */
export class Readers<R extends Reader> {
  readonly #scene: ClientScene;
  readonly #options: ReadersOptions<R>;
  readonly #all: R[] = [];
  #taken = 0;
  #started = 0;

  /** No reader yet. */
  constructor(scene: ClientScene, options: ReadersOptions<R> = {}) {
    this.#scene = scene;
    this.#options = options;
  }

  /** How many there are. */
  get count(): number {
    return this.#all.length;
  }

  /** The one whose messages can be seen: it was started last. */
  get latest(): R {
    return own(this.#all, -1);
  }

  /** One of them, whatever the number. */
  at(place: number): R {
    return own(this.#all, place % this.#all.length);
  }

  /** Starts one more; its first question has to come within so many ms. */
  async start(
    created: (below: string) => R,
    { options, withinMs, callbacks = [] }: {
      readonly options: Record<string, unknown>;
      readonly withinMs: number;
      readonly callbacks?: readonly string[];
    },
  ): Promise<void> {
    const reader = created(`board-${++this.#started}/`);
    const { client, clock } = this.#scene;
    this.#all.push(reader);
    reader.due = { from: clock.now, to: clock.now + withinMs };
    await client.start(options, { below: reader.below, callbacks });
    await this.pass(0);
  }

  /** A reader has ended by itself, with an error of that name; whoever goes on starts another one. */
  async ended(reader: R, error: string): Promise<void> {
    const { client } = this.#scene;
    const [latest] = this.#all.slice(-1);
    this.#all.splice(this.#all.indexOf(reader), 1);
    reader.question = undefined;
    // How the others end cannot be seen: they ask no more.
    if (reader === latest) {
      await client.expectError(error);
      await client.expectMessages(...reader.ids);
    }
    await this.pass(0);
  }

  /**
   * Answers an open question with messages; `complete` says what follows the
   * last byte. When the question is given up meanwhile, nothing does.
   */
  async answer(
    reader: R,
    ids: readonly number[],
    { headers = {}, pieces, complete }: {
      readonly headers?: Record<string, string>;
      readonly pieces?: Pieces | undefined;
      readonly complete: () => void;
    },
  ): Promise<void> {
    const { question } = reader;
    if (!question) return;
    const body = JSON.stringify(ids.map((id) => message(id)));
    const json = { "content-type": "application/json", ...headers };
    if (pieces) {
      await this.pass(pieces.beforeMs);
      if (reader.question !== question) return;
      await question.writeHead(200, json);
      await question.write(body.slice(0, body.length / 2));
      await this.pass(pieces.withinMs);
      if (reader.question !== question) return;
    }
    reader.question = undefined;
    reader.limitAt = undefined;
    complete();
    if (pieces) {
      await question.write(body.slice(body.length / 2));
      await question.end();
    } else await question.answer(200, { headers: json, body });
    await this.pass(0);
    await this.expectYielded(reader);
  }

  /** Demands what a reader has to have yielded, if it can be seen. */
  async expectYielded(reader: R): Promise<void> {
    if (reader !== this.#all.at(-1)) return;
    await this.#scene.client.expectMessages(...reader.ids);
  }

  /** Tells the latest to end: at once, and nothing of it is left. Whoever goes on starts another one. */
  async abort(reason: string | Thrown): Promise<void> {
    const { client, expect } = this.#scene;
    const reader = this.latest;
    this.#all.pop();
    await client.abort(reason);
    await client.expectEnded();
    await client.expectMessages(...reader.ids);
    expect(reader.question === undefined || reader.question.gone, {
      expected: "the open question given up at the abort",
      got: "a question that is still open",
    });
    const { timers = true } = this.#options;
    const left = timers ? await client.timers() : 0;
    // Those of the other readers cannot be told from its own.
    expect(left === 0 || this.#all.length > 0, {
      expected: "no timer after the abort",
      got: `${left} that would still fire`,
    });
    await this.pass(0);
  }

  /** Lets time pass: every question has to come when it is due, and never another one. */
  async pass(ms: number): Promise<void> {
    const { clock } = this.#scene;
    const until = clock.now + ms;
    for (;;) {
      await this.#look();
      if (clock.now >= until) return;
      const next = Math.min(until, ...this.#moments());
      await clock.advance(next - clock.now);
    }
  }

  /** The machine sleeps: what was due meanwhile comes within a second of waking up. */
  async sleep(ms: number): Promise<void> {
    const { clock } = this.#scene;
    await clock.sleepAndWake(ms);
    const woken = { from: clock.now - ms, to: clock.now + 1_000 };
    for (const reader of this.#all) {
      if (reader.due && reader.due.to <= clock.now) reader.due = woken;
      // It notices when its overdue timer fires.
      if ((reader.limitAt ?? Infinity) <= clock.now) reader.limitAt = clock.now;
    }
    await this.pass(0);
  }

  /**
   * When to look next: at the end of each wait, and on both sides of each
   * limit. A question that is still to come must not be given up unseen.
   */
  #moments(): readonly number[] {
    const { now } = this.#scene.clock;
    return this.#all.flatMap(({ due, limitMs = Infinity, limitAt }) => [
      ...(due ? [due.to, now + limitMs] : []),
      ...(limitAt === undefined ? [] : [limitAt - 1, limitAt + 1]),
    ]).filter((moment) => moment > now);
  }

  async #look(): Promise<void> {
    await this.#limits();
    const { peer, clock, expect } = this.#scene;
    while (peer.requests.length > this.#taken) {
      this.#taken++;
      this.#take(await peer.next());
    }
    for (const { due, below, question, limitAt } of this.#all) {
      expect(!due || due.to > clock.now, {
        expected: `the next question below /${below}, ${describe(due)}`,
        got: "none yet",
      });
      expect(!question?.gone || limitAt === clock.now, {
        expected: `the question below /${below} to stay open`,
        got: "a question that the client has given up",
      });
    }
  }

  /** Who has reached its limit gives its question up: in that millisecond, or before the next is over. */
  async #limits(): Promise<void> {
    const { clock, client, expect } = this.#scene;
    for (const reader of this.#all) {
      const { limitAt = Infinity, question } = reader;
      if (limitAt > clock.now) continue;
      await client.timers();
      const gone = question?.gone === true;
      expect(gone || limitAt === clock.now, {
        expected:
          `the question below /${reader.below} given up at ${limitAt} ms`,
        got: "a question that is still open",
      });
      if (!gone) continue;
      this.#options.onLimit?.(reader);
      // It was given up between two looks, and what follows may be as early.
      const { due } = reader;
      if (due) reader.due = { ...due, from: Math.min(due.from, limitAt) };
      reader.question = undefined;
      reader.limitAt = undefined;
    }
  }

  #take(question: PeerExchange): void {
    const { expect } = this.#scene;
    const reader = this.#all.find(({ below }) =>
      question.path === `/${below}messages`
    );
    const asked = `${question.method} ${question.target}`;
    expect(reader !== undefined && question.method === "GET", {
      expected: `GET ${
        this.#all.map(({ below }) => `/${below}messages`).join(" or ")
      }, or nothing`,
      got: asked,
    });
    if (!reader) return;
    const { due, cursor } = reader;
    expect(due !== undefined, {
      expected: `no second question below /${reader.below} while one is open`,
      got: asked,
    });
    expect(!due || due.from <= question.at && question.at <= due.to, {
      expected: `the next question below /${reader.below}, ${describe(due)}`,
      got: `${asked} at ${question.at} ms`,
    });
    expect(cursorOf(question) === cursor, {
      expected: `a question below /${reader.below} with the cursor ${cursor}`,
      got: asked,
    });
    reader.due = undefined;
    reader.question = question;
    if (reader.limitMs !== undefined) {
      reader.limitAt = question.at + reader.limitMs;
    }
    this.#options.onQuestion?.(reader, question);
  }
}

function describe(due: Due | undefined): string {
  if (!due) return "at no time";
  return due.from === due.to
    ? `at ${due.to} ms`
    : `between ${due.from} and ${due.to} ms`;
}
