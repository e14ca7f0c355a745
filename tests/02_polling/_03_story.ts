import {
  type ClientScene,
  message,
  type PeerExchange,
  type Stories,
  type Thrown,
} from "exam";
import fc from "fast-check";
import { CAP_MS, mostMs } from "../_back_off.ts";
import { CUTS } from "../_cuts.ts";
import { type Pieces, type Reader, Readers } from "../_readers.ts";

/** What can happen to readers that back off; `of` says to which of them. */
export type TroubleStep =
  | { readonly start: number; readonly since: number }
  | {
    readonly messages: number;
    readonly of: number;
    /** Absent when the answer comes at once and whole. */
    readonly pieces?: Pieces | undefined;
  }
  | { readonly status: number; readonly of: number }
  /** An error with a `Retry-After` of so many seconds, or of a text that says nothing. */
  | {
    readonly retryAfter: number | string;
    readonly asDate: boolean;
    readonly of: number;
  }
  | { readonly cut: string; readonly of: number }
  /** The server refuses every connection for so long. */
  | { readonly refuseMs: number }
  | { readonly waitMs: number }
  | { readonly abort: string | Thrown };

/** A reader, and what it makes of errors. */
interface Patient extends Reader {
  readonly intervalMs: number;
  /** Errors since the last success. */
  errors: number;
}

const INTERVALS_MS = [2_000, 700, 9_000];
const MOST_READERS = 3;
/** What a timer may add by rounding. */
const ROUNDING_MS = 1;
/** Virtual time at the beginning of a story, in ms since 1970. */
const EPOCH_MS = message(0).at;
/** Errors of which nobody knows how many there were: the longest wait is right. */
const MANY_ERRORS = 99;

/** Statuses that no other question helps with. */
const REFUSALS = [400, 403, 404, 409, 410, 418, 451];

const of = fc.nat(2);

const step: fc.Arbitrary<TroubleStep> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      messages: fc.constantFrom(0, 1, 2),
      of,
      pieces: fc.option(
        fc.record({
          beforeMs: fc.constantFrom(0, 5_000),
          withinMs: fc.constantFrom(1, 45_000),
        }),
        { nil: undefined, freq: 4 },
      ),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      status: fc.constantFrom(304, 408, 425, 429, 500, 503, 599),
      of,
    }),
  },
  fc.record({ status: fc.constantFrom(...REFUSALS), of }),
  {
    weight: 3,
    arbitrary: fc.record({
      retryAfter: fc.constantFrom<(number | string)[]>(
        1,
        45,
        3_600,
        "soon",
        "-5",
        "2.5",
        "Mon, 05 Jan 2026 07:59:00 GMT",
      ),
      asDate: fc.boolean(),
      of,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ cut: fc.constantFrom(...Object.keys(CUTS)), of }),
  },
  fc.record({ refuseMs: fc.constantFrom(1, 60_000) }),
  {
    weight: 5,
    arbitrary: fc.record({
      waitMs: fc.constantFrom(1, 500, 1_999, 2_000, 9_000, 30_001),
    }),
  },
  fc.record({ start: fc.nat(2), since: fc.constantFrom(0, 7, 900) }),
  fc.record({
    abort: fc.constantFrom<(string | Thrown)[]>(
      "The reader left",
      { value: null },
      { value: "" },
      { name: "TimeoutError", message: "Too long" },
      { value: "left" },
      {},
    ),
  }),
);

/** Every kind of error, beside a reader that has none. */
const badDay: readonly TroubleStep[] = [
  { messages: 2, of: 0 },
  { start: 2, since: 900 },
  { waitMs: 2_000 },
  { status: 503, of: 0 },
  { messages: 1, of: 1 },
  { waitMs: 501 },
  { cut: "within the body", of: 0 },
  { waitMs: 1_001 },
  { retryAfter: 45, asDate: false, of: 0 },
  { waitMs: 9_000 },
  { status: 304, of: 1 },
  { waitMs: 45_500 },
  { retryAfter: 45, asDate: true, of: 0 },
  { waitMs: 46_000 },
  { status: 304, of: 0 },
  { waitMs: 2_000 },
  { cut: "before the headers", of: 0 },
  { waitMs: 501 },
  { messages: 1, of: 0, pieces: { beforeMs: 5_000, withinMs: 45_000 } },
  { status: 404, of: 0 },
  { abort: { name: "TimeoutError", message: "Too long" } },
  { retryAfter: "2.5", asDate: false, of: 0 },
  { waitMs: 501 },
  { refuseMs: 60_000 },
  { status: 500, of: 0 },
  { waitMs: 30_001 },
  { messages: 1, of: 0 },
  { waitMs: 2_000 },
  { status: 410, of: 0 },
];

/** Readers whose board has good days and bad ones. */
export const troubleStories: Stories<TroubleStep> = {
  step,
  examples: [badDay],
};

/** Plays one story, and says at each step who has to ask, when, and with which cursor. */
export async function playTrouble(
  scene: ClientScene,
  story: readonly TroubleStep[],
): Promise<void> {
  const board = new TroubledBoard(scene);
  await board.begin(0, 0);
  for (const step of story) {
    if ("start" in step) await board.start(step.since, step.start);
    else if ("messages" in step) await board.messages(step);
    else if ("status" in step) await board.status(step);
    else if ("retryAfter" in step) await board.retryAfter(step);
    else if ("cut" in step) await board.cut(step);
    else if ("refuseMs" in step) await board.refuse(step.refuseMs);
    else if ("waitMs" in step) await board.readers.pass(step.waitMs);
    else await board.abort(step.abort);
  }
  await board.readers.abort("The story is over");
}

/** What readers have to make of a board in trouble: the small model beside them. */
class TroubledBoard {
  readonly readers: Readers<Patient>;
  readonly #scene: ClientScene;

  constructor(scene: ClientScene) {
    this.#scene = scene;
    this.readers = new Readers<Patient>(scene);
  }

  async start(since: number, place: number): Promise<void> {
    if (this.readers.count < MOST_READERS) await this.begin(since, place);
  }

  async begin(since: number, place: number): Promise<void> {
    const intervalMs = INTERVALS_MS[place] ?? 2_000;
    await this.readers.start(
      (below) => ({ below, cursor: since, ids: [], intervalMs, errors: 0 }),
      {
        // The default is left out, as a caller would.
        options: { since, ...(place === 0 ? {} : { intervalMs }) },
        withinMs: 0,
      },
    );
  }

  async messages(
    { messages, of, pieces }: Extract<TroubleStep, { messages: number }>,
  ): Promise<void> {
    const reader = this.readers.at(of);
    const ids = Array.from(
      { length: messages },
      (_, place) => reader.cursor + place + 1,
    );
    const complete = () => {
      reader.ids.push(...ids);
      reader.cursor += messages;
      this.#succeeded(reader);
    };
    await this.readers.answer(reader, ids, { pieces, complete });
  }

  /** A success without news, an error that may pass, or one that ends the reader. */
  async status(
    { status, of }: Extract<TroubleStep, { status: number }>,
  ): Promise<void> {
    const reader = this.readers.at(of);
    if (REFUSALS.includes(status)) return await this.#end(reader, status);
    await this.#answer(reader, (question) => question.answer(status), () => {
      if (status === 304) this.#succeeded(reader);
      else this.#failed(reader);
    });
  }

  async retryAfter(
    { retryAfter, asDate, of }: Extract<TroubleStep, { asDate: boolean }>,
  ): Promise<void> {
    const reader = this.readers.at(of);
    const { clock } = this.#scene;
    const [value, waitMs] = asked(retryAfter, asDate, clock.now);
    const headers = { "retry-after": value };
    await this.#answer(
      reader,
      (question) => question.answer(503, { headers }),
      () => this.#failed(reader, waitMs),
    );
  }

  async cut({ cut, of }: Extract<TroubleStep, { cut: string }>): Promise<void> {
    const reader = this.readers.at(of);
    const breakOff = async (question: PeerExchange) => {
      await CUTS[cut]?.(question);
    };
    await this.#answer(reader, breakOff, () => this.#failed(reader));
  }

  /** Who asks meanwhile is not seen, and has had errors that nobody counts. */
  async refuse(ms: number): Promise<void> {
    const { peer, clock } = this.#scene;
    peer.refuse(true);
    await clock.advance(ms);
    peer.refuse(false);
    for (let place = 0; place < this.readers.count; place++) {
      const reader = this.readers.at(place);
      const { due } = reader;
      if (!due || due.from > clock.now) continue;
      reader.errors = MANY_ERRORS;
      const to = clock.now + CAP_MS + ROUNDING_MS;
      reader.due = { from: due.from, to: Math.max(due.to, to) };
    }
    await this.readers.pass(0);
  }

  async abort(reason: string | Thrown): Promise<void> {
    await this.readers.abort(reason);
    // Only the messages of the reader that was started last can be seen.
    await this.begin(3, 0);
  }

  async #end(reader: Patient, status: number): Promise<void> {
    const { question } = reader;
    if (!question) return;
    const latest = reader === this.readers.latest;
    await question.answer(status);
    await this.readers.ended(reader, "HttpError");
    // Only the messages of the reader that was started last can be seen.
    if (latest) await this.begin(3, 0);
  }

  /** Answers an open question; what follows is known before it can. */
  async #answer(
    reader: Patient,
    answer: (question: PeerExchange) => Promise<void>,
    follows: () => void,
  ): Promise<void> {
    const { question } = reader;
    if (!question) return;
    reader.question = undefined;
    follows();
    await answer(question);
    await this.readers.pass(0);
    await this.readers.expectYielded(reader);
  }

  #succeeded(reader: Patient): void {
    const at = this.#scene.clock.now + reader.intervalMs;
    reader.errors = 0;
    reader.due = { from: at, to: at + ROUNDING_MS };
  }

  /** What follows an error: as long as the server says, or at random. */
  #failed(reader: Patient, waitMs?: number): void {
    const { now } = this.#scene.clock;
    const most = mostMs(reader.errors++);
    const from = now + (waitMs ?? 0);
    const to = from + (waitMs === undefined ? most : 500) + ROUNDING_MS;
    reader.due = { from, to };
  }
}

/** A `Retry-After`, and how long it says to wait; not at all if it says nothing. */
function asked(
  retryAfter: number | string,
  asDate: boolean,
  nowMs: number,
): [value: string, waitMs: number | undefined] {
  if (typeof retryAfter === "string") return [retryAfter, undefined];
  if (!asDate) return [String(retryAfter), retryAfter * 1_000];
  const date = new Date(EPOCH_MS + nowMs + retryAfter * 1_000).toUTCString();
  const waitMs = Date.parse(date) - EPOCH_MS - nowMs;
  return [date, waitMs > 0 ? waitMs : undefined];
}
