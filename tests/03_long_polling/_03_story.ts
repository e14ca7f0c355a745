import type { ServerScene, Stories } from "exam";
import fc from "fast-check";
import { HeldPolls } from "./_held.ts";

/** What can happen to a board that keeps little. */
export type LoseStep =
  /** So many messages in one tick. */
  | { readonly publish: number }
  /** A poll with a cursor so far behind the newest message; below 0, beyond it. */
  | { readonly behind: number }
  | { readonly since: string }
  | { readonly leave: number }
  | { readonly waitMs: number };

const holdMs = 3_950;
const capacity = 4;

const step: fc.Arbitrary<LoseStep> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ publish: fc.constantFrom(1, 1, 2, 4, 5, 6) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      behind: fc.constantFrom(0, 0, 0, 1, 3, 4, 5, 6, 99, -1, -2, -900),
    }),
  },
  fc.record({
    since: fc.constantFrom(
      "yesterday",
      "-3",
      "2.5",
      "1e0",
      "0x1",
      "%201",
      "99999999999999999999",
    ),
  }),
  fc.record({ leave: fc.nat(4) }),
  fc.record({
    waitMs: fc.constantFrom(1, 700, holdMs - 1, holdMs, holdMs + 1),
  }),
);

/** Cursors that go while they wait, and that are refused before and after. */
const tunnel: readonly LoseStep[] = [
  { behind: -1 },
  { behind: 0 },
  { behind: 0 },
  { publish: 6 },
  { behind: 5 },
  { behind: 4 },
  { behind: 99 },
  { behind: -1 },
  { behind: 0 },
  { since: "-3" },
  { waitMs: 700 },
  { behind: 0 },
  { leave: 0 },
  { publish: 5 },
  { behind: 0 },
  { publish: 1 },
  { behind: 1 },
  { behind: 1 },
  { behind: 0 },
  { waitMs: holdMs - 1 },
  { behind: 0 },
  { publish: 4 },
  { behind: 5 },
  { behind: 0 },
  { waitMs: holdMs },
];

/** Polls with any cursor, and a log that moves on. */
export const loseStories: Stories<LoseStep> = {
  step,
  examples: [tunnel],
};

/** Plays one story, and says at each step what every cursor has to get. */
export async function playLose(
  scene: ServerScene,
  story: readonly LoseStep[],
): Promise<void> {
  const polls = new HeldPolls(scene, { holdMs, capacity });
  await polls.begin();
  for (const step of story) {
    if ("publish" in step) await polls.publish(...texts(polls, step.publish));
    else if ("since" in step) await polls.pollNonsense(step.since);
    else if ("leave" in step) await polls.leave(step.leave);
    else if ("waitMs" in step) await polls.pass(step.waitMs);
    else await polls.poll({ since: Math.max(0, polls.newest - step.behind) });
  }
  await polls.pass(holdMs);
}

/** Texts that are never the same, so that each message is known by its own. */
function texts({ newest }: HeldPolls, count: number): string[] {
  return Array.from(
    { length: count },
    (_, place) => `text of ${newest + place + 1}`,
  );
}
