import * as kernel from "kernel";
import type { ExerciseFacts } from "../exercise_facts.ts";

/** How the catalogue names one export of a room: `kernel routes`. */
const prefix = "kernel ";

/** Names of the kernel's exports, without those that would take the exercise away. */
export function offeredOfKernel({ forbidden }: ExerciseFacts): string[] {
  const hidden = new Set(
    forbidden
      .filter(({ name }) => name.startsWith(prefix))
      .map(({ name }) => name.slice(prefix.length)),
  );
  return Object.keys(kernel).filter((name) => !hidden.has(name));
}
