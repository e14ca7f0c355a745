import type { ServerScene, Stories } from "exam";
import fc from "fast-check";
import { AWKWARD } from "../_awkward.ts";
import { HeldPolls } from "./_held.ts";

/** What can happen while polls are held. */
export type TimeOutStep =
  | { readonly publish: string }
  /** A poll with a cursor so far behind the newest message. */
  | { readonly behind: number }
  | { readonly leave: number }
  | { readonly waitMs: number };

/** Far from the default. */
const holdMs = 3_950;

// A clock of 50 ms for the whole board is right: every wait is a multiple of that.
const step: fc.Arbitrary<TimeOutStep> = fc.oneof(
  fc.record({ publish: fc.constantFrom(...AWKWARD) }),
  fc.record({ behind: fc.nat(2) }),
  fc.record({ leave: fc.nat(4) }),
  fc.record({
    waitMs: fc.constantFrom(50, 700, holdMs - 50, holdMs, holdMs + 50),
  }),
);

/** Polls of which each has an end of its own, and one that is left alone. */
const crowd: readonly TimeOutStep[] = [
  { behind: 0 },
  { waitMs: 700 },
  { behind: 0 },
  { leave: 0 },
  { waitMs: holdMs - 50 },
  { behind: 0 },
  { publish: "first" },
  { behind: 1 },
  { behind: 0 },
  { publish: "second" },
  { behind: 2 },
  { behind: 0 },
  { waitMs: 700 },
  { behind: 0 },
  { waitMs: holdMs - 700 },
  { publish: "third" },
  { behind: 0 },
  { waitMs: holdMs },
];

/** Polls, news, ends and askers who leave, in any order. */
export const timeOutStories: Stories<TimeOutStep> = { step, examples: [crowd] };

/** Plays one story, and says at each step what every poll has to get. */
export async function playTimeOut(
  scene: ServerScene,
  story: readonly TimeOutStep[],
): Promise<void> {
  const polls = new HeldPolls(scene, { holdMs });
  await polls.begin();
  for (const step of story) {
    if ("publish" in step) await polls.publish(step.publish);
    else if ("leave" in step) await polls.leave(step.leave);
    else if ("waitMs" in step) await polls.pass(step.waitMs);
    else await polls.poll({ since: Math.max(0, polls.newest - step.behind) });
  }
  await polls.pass(holdMs);
  await polls.expectNothingLeft();
}
