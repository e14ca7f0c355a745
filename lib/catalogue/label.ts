import type { Exercise } from "./exercise.ts";

/** How an exercise is called in every output: `3.2 Time out`. */
export function label(
  { number, title }: Pick<Exercise, "number" | "title">,
): string {
  return `${number} ${title}`;
}
