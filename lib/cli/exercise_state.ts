import type { Exercise } from "catalogue";
import type { Kit } from "./kit.ts";
import { fileState } from "./stub.ts";

/** How far the learner is with an exercise, in one word. */
export type ExerciseState = "passed" | "failing" | "started" | "new";

/** How each state is printed. */
export const STATE_WORDS: Readonly<Record<ExerciseState, string>> = {
  passed: "PASSED",
  failing: "FAILING",
  started: "STARTED",
  new: "NEW",
};

/** Puts together what the file and the progress say. */
export function exerciseState(
  { root, progress }: Pick<Kit, "root" | "progress">,
  exercise: Exercise,
): ExerciseState {
  const { passed } = progress.of(exercise.id);
  if (passed) return "passed";
  if (fileState(root, exercise) !== "changed") return "new";
  return passed === false ? "failing" : "started";
}
