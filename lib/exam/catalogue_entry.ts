import { loadCatalogue } from "catalogue";
import { toFileUrl } from "@std/path";
import { demandPermissions } from "./demand_permissions.ts";
import type { ExerciseFacts } from "./exercise_facts.ts";
import { kitFolder } from "./kit_folder.ts";

demandPermissions();

const catalogue = await loadCatalogue(toFileUrl(`${kitFolder}/`));
const exercises = catalogue.flatMap((lesson) => lesson.exercises);

/**
 * Returns what the catalogue says of the exercise at `path`, with `needs` as paths.
 *
 * @throws {TypeError} If the catalogue has no such exercise.
 */
export function catalogueEntry(path: string): ExerciseFacts {
  const entry = exercises.find((exercise) => exercise.path === path);
  if (entry) return { ...entry, needs: entry.needs.map(pathOf) };
  throw new TypeError(
    `Cannot examine "${path}": no lesson has an exercise with this path`,
  );
}

function pathOf(id: string): string {
  return exercises.find((exercise) => exercise.id === id)?.path ?? id;
}
