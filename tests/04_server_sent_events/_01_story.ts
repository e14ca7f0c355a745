import type { ServerScene } from "exam";
import fc from "fast-check";
import { AWKWARD } from "../_awkward.ts";
import { BoardReaders } from "./_board_readers.ts";

/** What can happen to a board and its readers. */
export type Step =
  | { readonly publish: readonly string[] }
  | { readonly come: string | undefined }
  | { readonly refuse: string }
  | { readonly leave: number; readonly how: "cut" | "close" }
  | { readonly waitMs: number };

/** Far from the default. */
const heartbeatMs = 7_000;

/** Draws one step. */
export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
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
      come: fc.constantFrom(undefined, "*/*", "text/event-stream", "text/*"),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      refuse: fc.constantFrom(
        "application/json",
        "*/*, text/event-stream;q=0",
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      leave: fc.nat(4),
      how: fc.constantFrom("cut", "close"),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      waitMs: fc.constantFrom(1, 900, heartbeatMs - 101, heartbeatMs, 20_000),
    }),
  },
);

/** Readers who come, hear, wait and leave at times of their own. */
const crowd: readonly Step[] = [
  { come: undefined },
  { waitMs: 900 },
  { come: "text/*" },
  { publish: ["first", "__proto__", "third"] },
  { waitMs: heartbeatMs - 101 },
  { come: "text/event-stream" },
  { refuse: "*/*, text/event-stream;q=0" },
  { waitMs: 900 },
  { leave: 0, how: "cut" },
  { publish: ["\u2028"] },
  { waitMs: heartbeatMs - 101 },
  { publish: ["fifth"] },
  { waitMs: heartbeatMs },
  { leave: 1, how: "close" },
  { waitMs: 20_000 },
  { publish: ["last"] },
  { leave: 0, how: "cut" },
  { come: "*/*" },
  { publish: ["after all"] },
];

/** Stories that hurt. */
export const examples: readonly (readonly Step[])[] = [crowd];

/** Plays one story: a board and its readers beside the model of what each gets. */
export async function playReaders(
  scene: ServerScene,
  story: readonly Step[],
): Promise<void> {
  const board = new BoardReaders(scene, {
    options: { heartbeatMs },
    beginsAnywhere: true,
  });
  await board.begin();
  for (const step of story) {
    if ("publish" in step) await board.publish(step.publish);
    else if ("come" in step) await board.come({ accept: step.come });
    else if ("refuse" in step) await board.refuse(step.refuse);
    else if ("leave" in step) await board.leave(step.leave, step.how);
    else await board.pass(step.waitMs);
  }
  await board.end();
}
