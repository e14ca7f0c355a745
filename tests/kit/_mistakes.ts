import type { Exercise } from "catalogue";
import {
  mistakeProblems,
  mistakeSetProblems,
} from "../../lib/cli/author/mistake_problems.ts";
import {
  type Base,
  declareMistakes,
  declareWholeMistakes,
  type Mistake,
  type MistakeProof,
  mistakesOf,
} from "../../lib/cli/author/mistakes.ts";
import {
  assertProved,
  exercises,
  subjectTests,
  suiteOf,
  variants,
} from "./_kit.ts";

/**
 * Proves mistakes of one exercise: each fails, by the check that it names and
 * in the words that it names. As its base passes every check, that proves the
 * edits alone.
 */
export function proveMistakes(
  path: string,
  base: Base,
  mistakes: Readonly<Record<string, Mistake>>,
): void {
  prove(exerciseAt(path), () => declareMistakes(path, base, mistakes));
}

/** Proves those that are near to no base: files of their own, with what they are in their first lines. */
export function proveWholeMistakes(path: string): void {
  const exercise = exerciseAt(path);
  const files = variants("mistakes", exercise);
  prove(exercise, () => declareWholeMistakes(path, files));
}

function exerciseAt(path: string): Exercise {
  const exercise = exercises.find((exercise) => exercise.path === path);
  if (exercise) return exercise;
  throw new Error(`There is no exercise ${path}`);
}

function prove(exercise: Exercise, declare: () => MistakeProof[]): void {
  const { number } = exercise;
  if (mistakesOf(exercise).length === 0) {
    Deno.test(`${number} has four mistakes, and nearly every check one of its own`, async () => {
      const { checks } = await suiteOf(exercise);
      assertProved(mistakeSetProblems(checks, mistakesOf(exercise)));
    });
  }
  subjectTests(
    declare().map((proof) => [
      `${number} mistake ${proof.name} is rejected by the check it names`,
      async () => assertProved(await mistakeProblems(exercise, proof)),
    ]),
  );
}
