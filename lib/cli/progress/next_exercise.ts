import { type Exercise, inOrder } from "catalogue";
import type { Kit } from "../kit/kit.ts";

/**
 * The exercise to do next. Whoever began at lesson 3 goes on there, behind what
 * passed last and before anything that was left out; otherwise it is the first
 * that has not passed, core ones of all lessons before deep ones.
 *
 * @param from Exercises to choose from; those of all lessons by default
 */
export function nextExercise(
  { lessons, progress }: Pick<Kit, "lessons" | "progress">,
  from: readonly Exercise[] = lessons.flatMap((lesson) => lesson.exercises),
): Exercise | undefined {
  const ordered = inOrder(from);
  const last = passedLast(ordered, progress);
  const here = lessons.find(({ exercises }) =>
    exercises.some(({ id }) => id === last?.id)
  );
  const nearby = ordered.filter(({ id }) =>
    here?.exercises.some((exercise) => exercise.id === id)
  );
  const behind = nearby.slice(nearby.findIndex(({ id }) => id === last?.id) + 1)
    .filter(({ track }) => track === last?.track);
  return [...behind, ...nearby, ...ordered]
    .find(({ id }) => !progress.of(id).passed);
}

/** The exercise that passed in the latest grading. */
function passedLast(
  exercises: readonly Exercise[],
  progress: Kit["progress"],
): Exercise | undefined {
  return exercises.reduce<Exercise | undefined>((last, exercise) => {
    const { passed, gradedAt = "" } = progress.of(exercise.id);
    const lastAt = last ? progress.of(last.id).gradedAt ?? "" : "";
    return passed && gradedAt >= lastAt ? exercise : last;
  }, undefined);
}
