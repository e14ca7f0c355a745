import type { Exercise } from "./exercise.ts";

/** The file in which the learner writes, from the kit's folder: `exercises/….ts`. */
export function exerciseFile({ path }: Pick<Exercise, "path">): string {
  return `exercises/${path}.ts`;
}
