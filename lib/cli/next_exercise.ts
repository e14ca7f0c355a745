import { type Exercise, inOrder } from "./catalogue.ts";
import type { Kit } from "./kit.ts";

/**
 * The exercise to do next: the first that has not passed, core ones of all
 * lessons before deep ones.
 *
 * @param from Exercises to choose from; those of all lessons by default
 * @param after Whoever has just done this one goes on behind it, before anything that was left out
 */
export function nextExercise(
  { lessons, progress }: Pick<Kit, "lessons" | "progress">,
  from: readonly Exercise[] = lessons.flatMap((lesson) => lesson.exercises),
  after?: Exercise,
): Exercise | undefined {
  const ordered = inOrder(from);
  const place = ordered.findIndex(({ id }) => id === after?.id) + 1;
  return [...ordered.slice(place), ...ordered.slice(0, place)]
    .find(({ id }) => !progress.of(id).passed);
}
