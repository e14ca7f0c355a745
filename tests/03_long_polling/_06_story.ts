import type { ServerScene, Stories } from "exam";
import fc from "fast-check";
import { HeldPolls } from "./_held.ts";

/** What can happen to a board that will be stopped. */
export type StopStep =
  | { readonly publish: string }
  /** A poll with a cursor so far behind the newest message. */
  | { readonly behind: number }
  | { readonly leave: number }
  | { readonly waitMs: number }
  | { readonly stop: true };

const holdMs = 3_950;

const step: fc.Arbitrary<StopStep> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ publish: fc.constantFrom("one", "two") }),
  },
  { weight: 8, arbitrary: fc.record({ behind: fc.constantFrom(0, 0, 0, 1) }) },
  { weight: 3, arbitrary: fc.record({ leave: fc.nat(4) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      waitMs: fc.constantFrom(1, 700, holdMs - 1, holdMs, holdMs + 1),
    }),
  },
  fc.record({ stop: fc.constant<true>(true) }),
);

/** Polls that have ended in every way before the stop, some that wait, and some that come too late. */
const friday: readonly StopStep[] = [
  { behind: 0 },
  { behind: 0 },
  { waitMs: 700 },
  { leave: 0 },
  { publish: "one" },
  { behind: 0 },
  { waitMs: 700 },
  { behind: 0 },
  { waitMs: holdMs - 700 },
  { behind: 1 },
  { behind: 0 },
  { stop: true },
  { behind: 0 },
  { publish: "two" },
  { behind: 1 },
  { waitMs: holdMs },
  { behind: 0 },
];

/** Polls before, during and after the stop. */
export const stopStories: Stories<StopStep> = {
  step,
  examples: [friday],
};

/** Plays one story, and says at each step what every poll has to get; each ends with the stop. */
export async function playStop(
  scene: ServerScene,
  story: readonly StopStep[],
): Promise<void> {
  const polls = new HeldPolls(scene, { holdMs });
  await polls.begin();
  for (const step of story) {
    if ("publish" in step) await polls.publish(step.publish);
    else if ("leave" in step) await polls.leave(step.leave);
    else if ("waitMs" in step) await polls.pass(step.waitMs);
    else if ("stop" in step) await stopOnce(polls);
    else await polls.poll({ since: Math.max(0, polls.newest - step.behind) });
  }
  await stopOnce(polls);
  await polls.expectNothingLeft();
}

async function stopOnce(polls: HeldPolls): Promise<void> {
  if (!polls.stopped) await polls.stop({ value: false });
}
