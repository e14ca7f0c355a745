import { demandPermissions } from "./demand_permissions.ts";
import type { ExerciseFacts } from "./suite.ts";

interface Catalogue {
  readonly catalogue: readonly {
    readonly exercises: readonly ExerciseFacts[];
  }[];
}

/** Where the catalogue stands: loaded by path, since rooms of `lib/` import no lesson. */
const catalogueUrl =
  new URL("../../lessons/catalogue.ts", import.meta.url).href;

demandPermissions();
const { catalogue } = await import(catalogueUrl) as Catalogue;
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
    `Cannot examine "${path}": lessons/catalogue.ts has no exercise with this path`,
  );
}

function pathOf(id: string): string {
  return exercises.find((exercise) => exercise.id === id)?.path ?? id;
}
