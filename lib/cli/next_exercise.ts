import { type Exercise, inOrder } from "./catalogue.ts";
import type { Kit } from "./kit.ts";

/**
 * The exercise to do next: the first that has not passed, core ones of all
 * lessons before deep ones.
 *
 * @param from Exercises to choose from; those of all lessons by default
 */
export function nextExercise(
  { lessons, progress }: Pick<Kit, "lessons" | "progress">,
  from: readonly Exercise[] = lessons.flatMap((lesson) => lesson.exercises),
): Exercise | undefined {
  return inOrder(from).find((exercise) => !progress.of(exercise.id).passed);
}
