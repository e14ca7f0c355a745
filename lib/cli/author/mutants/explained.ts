import type { Explanation } from "./explanation.ts";

/**
 * Survivors of one exercise that are right for the same reason.
 *
 * @param exercise Its number, such as "3.2"
 * @param because The sentence of the text that allows them, or why nobody can tell the difference
 * @param lines Lines of right solutions as {@linkcode Explanation.in} has them,
 * each with its changes as a run prints them
 */
export function explained(
  exercise: string,
  because: string,
  lines: Readonly<Record<string, readonly string[]>>,
): Explanation[] {
  return Object.entries(lines).flatMap(([line, changes]) =>
    changes.map((change) => ({ exercise, in: line, change, because }))
  );
}
