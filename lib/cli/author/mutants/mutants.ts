import type { Exercise } from "catalogue";
import { drawnSeed } from "../../../exam/random/drawn_seed.ts";
import { prepare } from "../../doctor/prepare.ts";
import { seedFlag } from "../../grade/seed_flag.ts";
import { chooseExercises } from "../../kit/choose.ts";
import type { Command, Kit } from "../../kit/kit.ts";
import { numberFlag } from "../../kit/number_flag.ts";
import type { runMutants } from "./run_mutants.ts";

/** `mutants [n | n.m]`: right solutions with one change each, and which of them still pass. */
export const mutants: Command = {
  words: "[n | n.m …]",
  summary: "for authors: change right solutions, and see what still passes",
  flags: {
    seed: { value: "S", says: "the same draws again" },
    sample: { value: "N", says: "only so many, drawn from all" },
    changed: { says: "all of what changed since it was proved, on top" },
    solutions: { says: "leave the alternatives out" },
  },
  maxWords: Infinity,
  async run(kit, { words, flags }) {
    const exercises = chosen(kit, words);
    const seed = seedFlag(flags.seed, "mutants") ?? drawnSeed();
    const rules = { min: 1, whole: true, command: "mutants" };
    const count = numberFlag("sample", flags.sample, rules);
    await prepare(kit);
    const run = await loadRun();
    return await run(kit, exercises, {
      seed,
      count,
      changed: flags.changed === true,
      solutionsOnly: flags.solutions === true,
    });
  },
};

/** The examiner is not loaded before it is needed: it looks at the catalogue. */
async function loadRun(): Promise<typeof runMutants> {
  const file = "./run_mutants.ts";
  return (await import(file)).runMutants;
}

function chosen(
  { lessons }: Kit,
  words: readonly string[],
): readonly Exercise[] {
  if (words.length === 0) return lessons.flatMap(({ exercises }) => exercises);
  return [
    ...new Set(
      words.flatMap((word) => chooseExercises(lessons, word, "mutants")),
    ),
  ];
}
