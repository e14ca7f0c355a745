import type { ClientScene, Stories, Thrown } from "exam";
import fc from "fast-check";
import { type Pieces, type Reader, Readers } from "../_readers.ts";

/** What can happen to readers that poll; `of` says to which of them. */
export type PollingStep =
  | { readonly start: number; readonly since: number }
  | { readonly answer: number; readonly of: number }
  /** An answer in two pieces, with so much time before each. */
  | { readonly pieces: number; readonly of: number } & Pieces
  /** The messages jump over so many ids. */
  | { readonly jump: number; readonly of: number }
  | { readonly waitMs: number }
  | { readonly sleepMs: number }
  | { readonly abort: string | Thrown };

/** A reader and how often it asks. */
interface Polling extends Reader {
  readonly intervalMs: number;
}

const HOUR_MS = 3_600_000;

/** Intervals of readers; those of the default, of less and of more. */
const INTERVALS_MS = [2_000, 350, 9_000];
const MOST_READERS = 3;

const of = fc.nat(2);
const count = fc.constantFrom(0, 0, 1, 2, 99);

const step: fc.Arbitrary<PollingStep> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ answer: count, of }) },
  {
    weight: 2,
    arbitrary: fc.record({ jump: fc.integer({ min: 1, max: 50 }), of }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      pieces: count,
      of,
      beforeMs: fc.constantFrom(0, 1_999, 5_000),
      withinMs: fc.constantFrom(1, 2_000, 12_000),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      waitMs: fc.constantFrom(1, 349, 350, 1_999, 2_000, 9_000, HOUR_MS),
    }),
  },
  fc.record({ sleepMs: fc.constant(HOUR_MS) }),
  fc.record({
    start: fc.nat(2),
    since: fc.constantFrom(0, 7, 900),
  }),
  fc.record({
    abort: fc.constantFrom<(string | Thrown)[]>(
      "The reader left",
      { name: "TimeoutError", message: "Too long" },
      { value: "left" },
      { value: null },
      { value: "" },
      {},
    ),
  }),
);

/** Readers side by side, with answers that come late and in pieces. */
const sideBySide: readonly PollingStep[] = [
  { answer: 2, of: 0 },
  { waitMs: 1_999 },
  { start: 2, since: 7 },
  { jump: 40, of: 1 },
  { waitMs: 1 },
  { pieces: 1, of: 0, beforeMs: 5_000, withinMs: 2_000 },
  { waitMs: 9_000 },
  { answer: 0, of: 1 },
  { answer: 99, of: 0 },
  { sleepMs: HOUR_MS },
  { answer: 1, of: 1 },
  { waitMs: 1 },
  { abort: { name: "TimeoutError", message: "Too long" } },
  { answer: 1, of: 0 },
  { waitMs: 2_000 },
  { answer: 0, of: 0 },
  { start: 1, since: 0 },
  { pieces: 2, of: 0, beforeMs: 0, withinMs: 12_000 },
  { answer: 2, of: 1 },
  { waitMs: 9_000 },
];

/** Readers that start, ask, are answered and end, side by side. */
export const pollingStories: Stories<PollingStep> = {
  step,
  examples: [sideBySide],
};

/** Plays one story, and says at each step who has to ask, when, and with which cursor. */
export async function playPolling(
  scene: ClientScene,
  story: readonly PollingStep[],
): Promise<void> {
  const readers = new Readers<Polling>(scene);
  await begin(readers, 0, 0);
  for (const step of story) {
    if ("start" in step) {
      if (readers.count < MOST_READERS) {
        await begin(readers, step.since, step.start);
      }
    } else if ("answer" in step) {
      await answer(scene, readers, step.of, { count: step.answer });
    } else if ("jump" in step) {
      await answer(scene, readers, step.of, { count: 3, jump: step.jump });
    } else if ("pieces" in step) {
      await answer(scene, readers, step.of, {
        count: step.pieces,
        pieces: step,
      });
    } else if ("waitMs" in step) await readers.pass(step.waitMs);
    else if ("sleepMs" in step) await readers.sleep(step.sleepMs);
    else {
      await readers.abort(step.abort);
      // Only the messages of the reader that was started last can be seen.
      await begin(readers, 3, 0);
    }
  }
  await readers.abort("The story is over");
}

/** Starts one more reader, with an interval of its own. */
function begin(
  readers: Readers<Polling>,
  since: number,
  place: number,
): Promise<void> {
  const intervalMs = INTERVALS_MS[place] ?? 2_000;
  return readers.start(
    (below) => ({ below, cursor: since, ids: [], intervalMs }),
    {
      // The default is left out, as a caller would.
      options: { since, ...(place === 0 ? {} : { intervalMs }) },
      withinMs: 0,
    },
  );
}

/** Answers the question that is open, if there is one. */
async function answer(
  { clock }: ClientScene,
  readers: Readers<Polling>,
  of: number,
  { count, jump = 1, pieces }: {
    readonly count: number;
    readonly jump?: number;
    readonly pieces?: Pieces;
  },
): Promise<void> {
  const reader = readers.at(of);
  const first = reader.cursor + jump;
  const ids = Array.from({ length: count }, (_, place) => first + place);
  const complete = () => {
    reader.ids.push(...ids);
    reader.cursor = ids.at(-1) ?? reader.cursor;
    const dueAt = clock.now + reader.intervalMs;
    reader.due = { from: dueAt, to: dueAt };
  };
  await readers.answer(reader, ids, { pieces, complete });
}
