import type { Arbitrary } from "fast-check";
import type { Verdict } from "./verdict/verdict.ts";

/** Real time after which a story that fails is not made smaller any further. */
const shrinkMsMax = 6_000;

/** An arbitrary of fast-check, as far as a suite has to know it. */
export interface Draws<Step> {
  /** Draws a value. */
  generate(random: never, bias: number | undefined): { readonly value: Step };
}

/** How the stories of one check are drawn. */
export interface Stories<Step = unknown> {
  /** Draws one step. */
  readonly step: Draws<Step>;
  /**
   * Stories that are known to hurt: they are played first.
   *
   * @default {[]}
   */
  readonly examples?: readonly (readonly Step[])[];
  /**
   * Stories that are drawn.
   *
   * @default {3}
   */
  readonly drawn?: number;
  /**
   * Steps of a story that is drawn, at most.
   *
   * @default {30}
   */
  readonly stepsMax?: number;
}

/** How stories are played. */
export interface PlayOptions {
  /**
   * Whether a story that fails is made smaller, which takes seconds.
   *
   * @default {true}
   */
  readonly shrink?: boolean;
}

/** What became of a story. */
export interface Played {
  /** The verdict on it. */
  readonly verdict: Verdict;
}

/**
 * Plays stories one after the other until one fails, then leaves out whatever
 * can be left out of it, and returns what became of the smallest; of the last
 * one if all pass. Every story is played by a learner's side of its own, so
 * that none pays for what another left behind.
 *
 * @throws {Error} If there is no story.
 */
export async function playStories<Outcome extends Played>(
  stories: Stories,
  seed: string,
  play: (story: readonly unknown[]) => Promise<Outcome>,
  { shrink = true }: PlayOptions = {},
): Promise<Outcome> {
  let last: Outcome | undefined;
  for (const story of await drawn(stories, seed)) {
    last = await play(story);
    // What has broken breaks anew each time, and that costs time.
    if (last.verdict === "fail" && shrink) {
      return await smallest(story, last, play);
    }
    if (last.verdict !== "pass") return last;
  }
  if (last) return last;
  throw new Error("Cannot play stories: there is none, draw at least one");
}

/** The examples, and the stories that the seed draws. */
async function drawn(
  { step, examples = [], drawn = 3, stepsMax = 30 }: Stories,
  seed: string,
): Promise<readonly (readonly unknown[])[]> {
  const { array, noBias, sample } = await import("fast-check");
  const lengths = { minLength: 1, maxLength: stepsMax, size: "max" } as const;
  // Long stories meet more than short ones, so that lengths are drawn evenly.
  const told = sample(noBias(array(step as Arbitrary<unknown>, lengths)), {
    seed: Number.parseInt(seed.slice(0, 8), 16) | 0,
    numRuns: drawn,
  });
  return [...examples, ...told];
}

/** Leaves out half of the steps, a quarter, and so on down to single ones, as long as what is left fails. */
async function smallest<Outcome extends Played>(
  story: readonly unknown[],
  failed: Outcome,
  play: (story: readonly unknown[]) => Promise<Outcome>,
): Promise<Outcome> {
  const until = performance.now() + shrinkMsMax;
  let [left, last] = [story, failed];
  for (let size = story.length; size >= 1; size = Math.floor(size / 2)) {
    for (let place = 0; place < left.length;) {
      const fewer = left.toSpliced(place, size);
      if (performance.now() > until) return last;
      const outcome = fewer.length > 0 ? await play(fewer) : undefined;
      // Less that passes says nothing about the story that failed.
      if (outcome?.verdict === "fail") [left, last] = [fewer, outcome];
      else place += size;
    }
  }
  return last;
}
