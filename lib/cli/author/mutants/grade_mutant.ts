import type { Exercise } from "catalogue";
import { join } from "@std/path";
import { examine, told } from "../examine.ts";

/** What became of a mutant. */
export type Fate =
  | { readonly kind: "rejected"; readonly by: string }
  | { readonly kind: "survived" }
  | { readonly kind: "harness-error"; readonly told: string };

/** How mutants are graded. */
export interface GradeOptions {
  /** The seed of everything that checks draw. */
  readonly seed: string;
  /** Names of the checks to begin with, such as those that rejected others like it. */
  readonly first: readonly string[];
}

/** Examines a text as a solution, until the first check that does not pass. */
export async function gradeMutant(
  exercise: Exercise,
  text: string,
  { seed, first }: GradeOptions,
): Promise<Fate> {
  const folder = await Deno.makeTempDir();
  try {
    const file = join(folder, "mutant.ts");
    await Deno.writeTextFile(file, text);
    const events = await examine(exercise, file, {
      seed,
      first,
      until: ({ verdict }) => verdict !== "pass",
    });
    const last = events.at(-1);
    if (!last) throw new Error(`${exercise.number} has no checks`);
    if (last.verdict === "pass") return { kind: "survived" };
    return last.verdict === "harness-error"
      ? { kind: "harness-error", told: told(last) }
      : { kind: "rejected", by: last.check };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
