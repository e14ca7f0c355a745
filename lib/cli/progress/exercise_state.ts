import type { Exercise } from "catalogue";
import type { Kit } from "../kit/kit.ts";
import type { ExerciseState } from "../kit/paint.ts";
import { fileState } from "./stub.ts";

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
