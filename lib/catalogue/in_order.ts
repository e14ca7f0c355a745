import type { Exercise } from "./exercise.ts";

/** Core exercises first, else in the order of the lesson. */
export function inOrder(exercises: readonly Exercise[]): Exercise[] {
  return [
    ...exercises.filter(({ track }) => track === "core"),
    ...exercises.filter(({ track }) => track !== "core"),
  ];
}
