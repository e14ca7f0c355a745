import {
  type ClientScene,
  membersOf,
  type PeerExchange,
  type Stories,
  type Thrown,
} from "exam";
import fc from "fast-check";
import { mostMs } from "../_back_off.ts";
import { CUTS } from "../_cuts.ts";
import { type Pieces, type Reader, Readers } from "../_readers.ts";

/** What can happen to readers that hold a poll; `of` says to which of them. */
export type HeldStep =
  | { readonly start: number; readonly since: number }
  /** Answers with so many new messages, behind some that came before. */
  | {
    readonly messages: number;
    readonly again: number;
    readonly of: number;
    /** Absent when the answer comes at once and whole. */
    readonly pieces?: Pieces | undefined;
  }
  | { readonly quiet: true; readonly of: number }
  | {
    readonly status: number;
    readonly of: number;
    readonly retryAfter?: number | undefined;
  }
  | { readonly cut: string; readonly of: number }
  | { readonly reset: 400 | 410; readonly oldest: number; readonly of: number }
  | { readonly waitMs: number }
  | { readonly sleepMs: number }
  | { readonly abort: string | Thrown };

/** A reader, and what it makes of errors. */
interface Holding extends Reader {
  readonly pauseMs: number;
  readonly limitMs: number;
  /** Errors since the last success. */
  errors: number;
}

const HOUR_MS = 3_600_000;
/** "At once" in virtual time, as the exercise text promises. */
const AT_ONCE_MS = 100;
const MOST_READERS = 3;

/** Options of readers: all defaults, and two that are far from them. */
const OPTIONS = [
  {},
  { pauseMs: 2_000, limitMs: 61_000 },
  { limitMs: 9_000 },
] as const;

/** Statuses that end a reader, with the errors that they end it with. */
const ENDS: Readonly<Record<number, string>> = {
  400: "HttpError",
  403: "HttpError",
  404: "HttpError",
  409: "PollReplacedError",
};

const of = fc.nat(2);

const step: fc.Arbitrary<HeldStep> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      messages: fc.constantFrom(1, 1, 2, 5),
      again: fc.nat(2),
      of,
      pieces: fc.option(
        fc.record({
          beforeMs: fc.constantFrom(0, 1_000, 20_000),
          withinMs: fc.constantFrom(1, 8_000, 14_999),
        }),
        { nil: undefined, freq: 3 },
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ quiet: fc.constant<true>(true), of }) },
  {
    weight: 4,
    arbitrary: fc.record({
      status: fc.constantFrom(408, 425, 429, 500, 503, 599),
      of,
      retryAfter: fc.constantFrom(undefined, undefined, 1, 20, 61),
    }),
  },
  fc.record({ status: fc.constantFrom(...Object.keys(ENDS).map(Number)), of }),
  {
    weight: 2,
    arbitrary: fc.record({ cut: fc.constantFrom(...Object.keys(CUTS)), of }),
  },
  fc.record({
    reset: fc.constantFrom<(400 | 410)[]>(400, 410),
    oldest: fc.constantFrom(1, 40),
    of,
  }),
  {
    weight: 5,
    arbitrary: fc.record({
      waitMs: fc.constantFrom(1, 500, 8_999, 9_001, 34_999, 35_001, 61_000),
    }),
  },
  fc.record({ sleepMs: fc.constant(HOUR_MS) }),
  fc.record({ start: fc.nat(2), since: fc.constantFrom(0, 7, 900) }),
  fc.record({
    abort: fc.constantFrom<(string | Thrown)[]>(
      "The reader left",
      { name: "TimeoutError", message: "Too long" },
      { value: "left" },
      {},
    ),
  }),
);

/** Every row of the table, with a second reader that has errors of its own. */
const hardDay: readonly HeldStep[] = [
  { messages: 2, again: 0, of: 0 },
  { quiet: true, of: 0 },
  { status: 503, of: 0 },
  { waitMs: 600 },
  { cut: "within the body", of: 0 },
  { waitMs: 1_100 },
  { start: 1, since: 900 },
  { status: 429, of: 1, retryAfter: 61 },
  {
    messages: 1,
    again: 2,
    of: 0,
    pieces: { beforeMs: 20_000, withinMs: 14_999 },
  },
  { waitMs: 34_999 },
  { waitMs: 2 },
  { waitMs: 600 },
  { reset: 410, oldest: 40, of: 0 },
  { status: 500, of: 0 },
  { waitMs: 600 },
  { messages: 2, again: 0, of: 1, pieces: { beforeMs: 1, withinMs: 60_998 } },
  { sleepMs: HOUR_MS },
  { waitMs: 1_000 },
  { abort: { name: "TimeoutError", message: "Too long" } },
  { messages: 1, again: 1, of: 1 },
  { reset: 400, oldest: 1, of: 1 },
  { status: 409, of: 1 },
  { messages: 2, again: 1, of: 1 },
  { status: 404, of: 0 },
  { quiet: true, of: 0 },
  { waitMs: 35_001 },
];

/** Readers whose board has good days and bad ones. */
export const heldStories: Stories<HeldStep> = {
  step,
  examples: [hardDay],
};

/** Plays one story, and says at each step who has to ask, when, and with which cursor. */
export async function playHeld(
  scene: ClientScene,
  story: readonly HeldStep[],
): Promise<void> {
  const board = new TroubledBoard(scene);
  await board.begin(0, 0);
  for (const step of story) {
    if ("start" in step) await board.start(step.since, step.start);
    else if ("messages" in step) await board.messages(step);
    else if ("quiet" in step) await board.quiet(step.of);
    else if ("status" in step) await board.status(step);
    else if ("cut" in step) await board.cut(step);
    else if ("reset" in step) await board.reset(step);
    else if ("waitMs" in step) await board.readers.pass(step.waitMs);
    else if ("sleepMs" in step) await board.readers.sleep(step.sleepMs);
    else await board.abort(step.abort);
  }
  await board.readers.abort("The story is over");
  board.expectResets();
}

/** What readers have to make of a board in trouble: the small model beside them. */
class TroubledBoard {
  readonly readers: Readers<Holding>;
  readonly #scene: ClientScene;
  readonly #resets: string[] = [];

  constructor(scene: ClientScene) {
    this.#scene = scene;
    this.readers = new Readers<Holding>(scene, {
      timers: false,
      onLimit: (reader) => this.#failed(reader),
    });
  }

  async start(since: number, place: number): Promise<void> {
    if (this.readers.count < MOST_READERS) await this.begin(since, place);
  }

  async begin(since: number, place: number): Promise<void> {
    const options = OPTIONS[place] ?? {};
    const usual = { pauseMs: 0, limitMs: 35_000, errors: 0, ids: [] };
    await this.readers.start(
      (below) => ({ ...usual, ...options, ids: [], cursor: since, below }),
      {
        options: { since, ...options },
        withinMs: AT_ONCE_MS,
        callbacks: ["onReset"],
      },
    );
  }

  async messages(
    { messages, again, of, pieces }: Extract<HeldStep, { messages: number }>,
  ): Promise<void> {
    const reader = this.readers.at(of);
    const fresh = Array.from(
      { length: messages },
      (_, place) => reader.cursor + place + 1,
    );
    const old = Array.from(
      { length: again },
      (_, place) => reader.cursor - place,
    ).filter((id) => id > 0).toReversed();
    const complete = () => {
      reader.ids.push(...fresh);
      reader.cursor += messages;
      this.#succeeded(reader);
    };
    await this.readers.answer(reader, [...old, ...fresh], { pieces, complete });
  }

  async quiet(of: number): Promise<void> {
    const reader = this.readers.at(of);
    const question = answered(reader);
    if (!question) return;
    this.#succeeded(reader);
    await question.noContent();
    await this.readers.pass(0);
  }

  /** Either an error that may pass, or one that ends the reader. */
  async status(
    { status, of, retryAfter }: Extract<HeldStep, { status: number }>,
  ): Promise<void> {
    const reader = this.readers.at(of);
    const question = answered(reader);
    if (!question) return;
    const end = ENDS[status];
    const headers = retryAfter === undefined
      ? {}
      : { "retry-after": String(retryAfter) };
    if (end === undefined) this.#failed(reader, retryAfter);
    await question.answer(status, { headers });
    if (end === undefined) await this.readers.pass(0);
    else {
      const latest = reader === this.readers.latest;
      await this.readers.ended(reader, end);
      // Only the messages of the reader that was started last can be seen.
      if (latest) await this.begin(3, 0);
    }
  }

  async cut({ cut, of }: Extract<HeldStep, { cut: string }>): Promise<void> {
    const reader = this.readers.at(of);
    const question = answered(reader);
    if (!question) return;
    this.#failed(reader);
    await CUTS[cut]?.(question);
    await this.readers.pass(0);
    await this.readers.expectYielded(reader);
  }

  /** The cursor cannot be answered; the one of the beginning always can. */
  async reset(
    { reset, oldest, of }: Extract<HeldStep, { reset: number }>,
  ): Promise<void> {
    const reader = this.readers.at(of);
    if (reader.cursor === 0) return;
    const question = answered(reader);
    if (!question) return;
    const range = { oldest, newest: oldest + 9 };
    this.#resets.push(JSON.stringify(range));
    reader.cursor = 0;
    this.#succeeded(reader, { from: 0 });
    const name = reset === 410 ? "cursor-gone" : "cursor-from-future";
    await question.problem(reset, `/problems/${name}`, range);
    await this.readers.pass(0);
    this.expectResets();
  }

  async abort(reason: string | Thrown): Promise<void> {
    await this.readers.abort(reason);
    // Only the messages of the reader that was started last can be seen.
    await this.begin(3, 0);
  }

  /** Demands that each reset was told once, with its numbers. */
  expectResets(): void {
    const { client, expect } = this.#scene;
    const told = client.calls("onReset").map(({ arguments: [range] }) => {
      const { oldest, newest } = membersOf(range);
      return JSON.stringify({ oldest, newest });
    });
    expect(told.join() === this.#resets.join(), {
      expected: `onReset called with ${this.#resets.join(", ") || "nothing"}`,
      got: told.join(", ") || "no call",
    });
  }

  /** What follows a success: at once, or after the pause. */
  #succeeded(
    reader: Holding,
    { from = reader.pauseMs }: { readonly from?: number } = {},
  ): void {
    const { now } = this.#scene.clock;
    reader.errors = 0;
    reader.due = { from: now + from, to: now + reader.pauseMs + AT_ONCE_MS };
  }

  /** What follows an error: as long as the server says, or at random. */
  #failed(reader: Holding, retryAfter?: number): void {
    const { now } = this.#scene.clock;
    const most = mostMs(reader.errors++) + AT_ONCE_MS;
    const from = now + (retryAfter ?? 0) * 1_000;
    const lasts = retryAfter === undefined ? most : 500 + AT_ONCE_MS;
    reader.due = { from, to: from + lasts };
  }
}

/** Takes the open question of a reader, to be answered. */
function answered(reader: Holding): PeerExchange | undefined {
  const { question } = reader;
  if (!question) return undefined;
  reader.question = undefined;
  reader.limitAt = undefined;
  return question;
}
