import type { ServerScene, Stories } from "exam";
import fc from "fast-check";
import { HeldPolls, type Poll } from "./_held.ts";

/** What can happen to a board whose askers have names. */
export type NamedStep =
  | { readonly publish: string }
  /** A poll of this client, with a cursor so far behind the newest message. */
  | { readonly client: string | undefined; readonly behind: number }
  | { readonly leave: number }
  | { readonly waitMs: number };

const holdMs = 3_950;

const step: fc.Arbitrary<NamedStep> = fc.oneof(
  fc.record({ publish: fc.constantFrom("one", "two", "three") }),
  {
    weight: 4,
    arbitrary: fc.record({
      client: fc.constantFrom(
        "carl",
        "carl",
        "Carl",
        "carl ",
        "constructor",
        "東京",
        undefined,
      ),
      behind: fc.constantFrom(0, 0, 0, 1, 3),
    }),
  },
  fc.record({ leave: fc.nat(4) }),
  fc.record({
    waitMs: fc.constantFrom(1, 700, holdMs - 1, holdMs, holdMs + 1),
  }),
);

/** Polls that are replaced, answered, given up and run out, each before its successor. */
const moves: readonly NamedStep[] = [
  { client: "carl", behind: 0 },
  { client: undefined, behind: 0 },
  { client: "Carl", behind: 0 },
  { waitMs: 700 },
  { client: "carl", behind: 0 },
  { client: undefined, behind: 0 },
  { leave: 2 },
  { waitMs: 700 },
  { client: "carl", behind: 0 },
  { publish: "one" },
  { client: "carl", behind: 1 },
  { client: "carl", behind: 0 },
  { waitMs: 700 },
  { client: "carl", behind: 1 },
  { client: "carl", behind: 0 },
  { client: "Carl", behind: 0 },
  { waitMs: holdMs },
  { client: "carl", behind: 0 },
  { waitMs: holdMs - 1 },
  { publish: "two" },
  { client: "carl", behind: 0 },
  { waitMs: 700 },
  { client: "carl", behind: 0 },
];

/** Polls of clients that move from one connection to the next. */
export const namedStories: Stories<NamedStep> = {
  step,
  examples: [moves],
};

/** Plays one story, and says at each step what every poll has to get. */
export async function playNamed(
  scene: ServerScene,
  story: readonly NamedStep[],
): Promise<void> {
  const polls = new HeldPolls(scene, { holdMs, kept: true });
  await polls.begin();
  for (const step of story) {
    if ("publish" in step) await polls.publish(step.publish);
    else if ("leave" in step) await polls.leave(step.leave);
    else if ("waitMs" in step) await polls.pass(step.waitMs);
    else {
      await replace(polls, {
        since: Math.max(0, polls.newest - step.behind),
        client: step.client,
      });
    }
  }
  await polls.pass(holdMs);
  await polls.expectNothingLeft();
}

/** A poll of a client, which ends the one that is held for the same name. */
async function replace(polls: HeldPolls, poll: Poll): Promise<void> {
  const older = polls.held.find(({ name }) =>
    name !== undefined && name === poll.client
  );
  polls.held = polls.held.filter((held) => held !== older);
  await polls.poll(poll);
  if (older) await polls.expectAtOnce(older.probe, 409);
}
