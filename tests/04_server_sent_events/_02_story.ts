import type { ServerScene } from "exam";
import fc from "fast-check";
import { AWKWARD } from "../_awkward.ts";
import { BoardReaders } from "./_board_readers.ts";

/** What a cursor means: something unreadable, or an id counted from the oldest or the newest message. */
type Cursor =
  | string
  | { readonly beforeOldest: number }
  | { readonly afterNewest: number };

/** What can happen to a board and its readers. */
export type Step =
  | { readonly publish: readonly string[] }
  | {
    readonly header?: Cursor | undefined;
    readonly address?: Cursor | undefined;
  }
  | { readonly leave: number; readonly how: "cut" | "close" }
  | { readonly comeBack: number }
  | { readonly waitMs: number }
  | { readonly over: true };

/** Far from the default. */
const heartbeatMs = 7_000;
const retryMs = 1_234;
const capacity = 5;

const cursor: fc.Arbitrary<Cursor> = fc.oneof(
  fc.constantFrom("", "abc", "-3", "2.5", "0", "00", " 7", "1e1"),
  fc.record({ beforeOldest: fc.integer({ min: 0, max: 2 }) }),
  fc.record({ afterNewest: fc.integer({ min: -4, max: 1 }) }),
);

const absent = fc.constant(undefined);

/** Draws one step. */
export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      publish: fc.array(fc.constantFrom(...AWKWARD), {
        minLength: 1,
        maxLength: 3,
      }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      header: fc.oneof(absent, cursor),
      address: fc.oneof(absent, cursor),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      leave: fc.nat(4),
      how: fc.constantFrom("cut", "close"),
    }),
  },
  { weight: 2, arbitrary: fc.record({ comeBack: fc.nat(4) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      waitMs: fc.constantFrom(1, 900, heartbeatMs - 101, heartbeatMs, 20_000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ over: fc.constant(true as const) }) },
);

/** Readers of every kind on a log that moves on and drops what they have seen. */
const crowd: readonly Step[] = [
  { header: { afterNewest: 1 } },
  { publish: ["first", "__proto__"] },
  { header: "abc", address: { afterNewest: -1 } },
  { waitMs: heartbeatMs - 101 },
  { publish: ["third"] },
  { waitMs: heartbeatMs },
  { leave: 1, how: "cut" },
  { publish: ["\u2028", "fifth", "sixth"] },
  { comeBack: 0 },
  { publish: ["seventh", "eighth"] },
  { header: { beforeOldest: 1 }, address: "0" },
  { header: { beforeOldest: 2 }, address: "0" },
  { header: "0", address: { afterNewest: 0 } },
  { leave: 0, how: "close" },
  { waitMs: 900 },
  { publish: ["ninth", "tenth", "eleventh"] },
  { publish: ["twelfth", "last", "of all"] },
  { comeBack: 0 },
  { header: { afterNewest: 1 }, address: { afterNewest: -1 } },
  { header: { afterNewest: -1 }, address: "abc" },
  { waitMs: 20_000 },
  { over: true },
  { header: { afterNewest: -1 } },
  { comeBack: 0 },
];

/** It is over before anybody has come: with the first stream nobody has missed it. */
const tooLate: readonly Step[] = [
  { publish: ["first", "second"] },
  { over: true },
  { header: { afterNewest: 1 } },
  { header: { afterNewest: -1 } },
];

/** Stories that hurt. */
export const examples: readonly (readonly Step[])[] = [crowd, tooLate];

/** Plays one story: a board and its readers beside the model of what each gets. */
export async function playReaders(
  scene: ServerScene,
  story: readonly Step[],
): Promise<void> {
  const board = new BoardReaders(scene, {
    options: { heartbeatMs, retryMs },
    capacity,
    signals: { over: "open" },
  });
  await board.begin();
  for (const step of story) await play(board, step);
  await board.end();
}

async function play(board: BoardReaders, step: Step): Promise<void> {
  if ("publish" in step) await board.publish(step.publish);
  else if ("leave" in step) await board.leave(step.leave, step.how);
  else if ("comeBack" in step) await board.comeBack(step.comeBack);
  else if ("waitMs" in step) await board.pass(step.waitMs);
  else if ("over" in step) await board.over();
  else {
    await board.come({
      header: idOf(board, step.header),
      address: idOf(board, step.address),
    });
  }
}

/** A cursor as it is written. */
function idOf(
  { oldest, newest }: BoardReaders,
  cursor: Cursor | undefined,
): string | undefined {
  if (cursor === undefined || typeof cursor === "string") return cursor;
  const id = "beforeOldest" in cursor
    ? oldest - cursor.beforeOldest
    : newest + cursor.afterNewest;
  return `${Math.max(0, id)}`;
}
