import type { Exercise } from "./exercise.ts";

/** The last part of the id: `time_out`. */
export function shortName({ id }: Pick<Exercise, "id">): string {
  return id.slice(id.lastIndexOf("/") + 1);
}
