import type { ServerScene, Stories } from "exam";
import fc from "fast-check";
import { AWKWARD } from "../_awkward.ts";
import { HeldPolls } from "./_held.ts";

/** What can happen to a board that holds. */
export type HoldStep =
  | { readonly publish: readonly string[] }
  /** A poll with a cursor so far behind the newest message. */
  | { readonly behind: number }
  | { readonly waitMs: number };

const step: fc.Arbitrary<HoldStep> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      publish: fc.array(fc.constantFrom(...AWKWARD), {
        minLength: 1,
        maxLength: 3,
      }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ behind: fc.constantFrom(0, 0, 0, 1, 4, 9) }),
  },
  fc.record({ waitMs: fc.constantFrom(1, 999, 3_000) }),
);

/**
 * Polls that wait for different messages, on connections that go on; some wait
 * around each reader that is far behind.
 */
const rounds: readonly HoldStep[] = [
  { behind: 0 },
  { behind: 0 },
  { waitMs: 20_000 },
  { publish: ["first"] },
  { behind: 1 },
  { behind: 0 },
  { publish: ["second", "third"] },
  { behind: 0 },
  { behind: 2 },
  { waitMs: 999 },
  { publish: ["fourth"] },
  { publish: ["fifth"] },
  { behind: 0 },
  { waitMs: 999 },
  ...[3, 4, 5, 6, 7, 8].flatMap((behind) => [
    { behind: 0 },
    { behind },
    { behind: 0 },
    { publish: ["one more"] },
  ]),
  { behind: 99 },
  { behind: 0 },
];

/** A limit to the wait is for the next exercise: nobody is let wait for longer. */
const LONGEST_MS = 20_000;

/** Polls and messages in any order. */
export const holdStories: Stories<HoldStep> = {
  step,
  examples: [rounds],
};

/** Plays one story, and says at each step what every poll has to get. */
export async function playHold(
  scene: ServerScene,
  story: readonly HoldStep[],
): Promise<void> {
  const polls = new HeldPolls(scene, { kept: true });
  await polls.begin();
  for (const step of story) {
    if ("publish" in step) await polls.publish(...step.publish);
    else if ("waitMs" in step) await polls.pass(patience(scene, polls, step));
    else await polls.poll({ since: Math.max(0, polls.newest - step.behind) });
  }
  await polls.publish("the last");
  await polls.expectNothingLeft();
}

/** How long may pass: so long that nobody waits for too long. */
function patience(
  { clock }: ServerScene,
  { held }: HeldPolls,
  { waitMs }: { readonly waitMs: number },
): number {
  const first = Math.min(...held.map(({ probe }) => probe.startedAt));
  return Math.max(0, Math.min(waitMs, first + LONGEST_MS - clock.now));
}
