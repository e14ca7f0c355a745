import type { ServerScene, Thrown } from "exam";
import fc from "fast-check";
import { AWKWARD } from "../_awkward.ts";
import { Hall } from "./_02_hall.ts";

/** What can happen at a board. `on` says whose socket is meant. */
export type Step =
  | { readonly join: number }
  | { readonly say: number; readonly on: number }
  | { readonly again: number; readonly on: number }
  | { readonly babble: string; readonly on: number }
  | { readonly publish: readonly string[] }
  | { readonly save: number }
  | { readonly fail: number; readonly reason: string | Thrown }
  | { readonly pause: true; readonly on: number }
  | {
    readonly leave: "cut" | "end" | "close" | "bytes";
    readonly on: number;
  };

const on = fc.nat(4);

/** Draws one step. */
export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ join: fc.integer({ min: -1, max: 3 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ say: fc.integer({ min: 1, max: 3 }), on }),
  },
  { weight: 3, arbitrary: fc.record({ again: fc.nat(6), on }) },
  {
    weight: 1,
    arbitrary: fc.record({ babble: fc.constantFrom("{", "null", "7"), on }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      publish: fc.array(fc.constantFrom(...AWKWARD), {
        minLength: 1,
        maxLength: 2,
      }),
    }),
  },
  { weight: 5, arbitrary: fc.record({ save: fc.nat(6) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      fail: fc.nat(6),
      reason: fc.constantFrom<string | Thrown>(
        "The disk is full",
        { name: "TypeError", message: "" },
        { value: null },
        {},
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ pause: fc.constant(true as const), on }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      leave: fc.constantFrom("cut", "end", "close", "bytes"),
      on,
    }),
  },
);

/** Guests who speak all at once, are saved in the worst order, and leave. */
const crowd: readonly Step[] = [
  { join: 0 },
  { join: -1 },
  { say: 3, on: 1 },
  { say: 2, on: 2 },
  { again: 1, on: 0 },
  { save: 3 },
  { publish: ["__proto__", "{}"] },
  { babble: "null", on: 1 },
  { pause: true, on: 2 },
  { save: 2 },
  { save: 1 },
  { fail: 0, reason: {} },
  { again: 4, on: 1 },
  { save: 0 },
  { save: 0 },
  { save: 0 },
  { join: 2 },
  { pause: true, on: 2 },
  { leave: "cut", on: 1 },
  { again: 2, on: 2 },
  { say: 1, on: 0 },
  { say: 1, on: 2 },
  { save: 0 },
  { leave: "bytes", on: 1 },
  { again: 0, on: 1 },
];

/** Somebody who goes on to speak after something could not be saved. */
const failure: readonly Step[] = [
  { join: 0 },
  { say: 3, on: 1 },
  { fail: 0, reason: "The disk is full" },
  { say: 1, on: 1 },
  { save: 1 },
  { save: 0 },
  { join: 0 },
  { join: 0 },
  { join: 1 },
  { publish: ["to five"] },
];

/** Stories that hurt. */
export const examples: readonly (readonly Step[])[] = [crowd, failure];

/** Plays one story: a board, its guests, and what has to be true of it. */
export async function playHall(
  scene: ServerScene,
  story: readonly Step[],
): Promise<void> {
  const hall = new Hall(scene);
  await hall.begin();
  for (const step of story) await play(hall, step);
  await hall.end();
}

async function play(hall: Hall, step: Step): Promise<void> {
  if ("join" in step) await hall.join(step.join);
  else if ("say" in step) await hall.say(step.on, step.say);
  else if ("again" in step) await hall.again(step.on, step.again);
  else if ("babble" in step) await hall.babble(step.on, step.babble);
  else if ("publish" in step) await hall.publish(step.publish);
  else if ("save" in step) await hall.saved(step.save);
  else if ("fail" in step) await hall.saved(step.fail, step.reason);
  else if ("pause" in step) await hall.pause(step.on);
  else await hall.leave(step.on, step.leave);
}
