import { join, resolve, toFileUrl } from "@std/path";
import { demandPermissions } from "./demand_permissions.ts";
import { kitFolder } from "./kit_folder.ts";
import type { ExerciseFacts } from "./suite.ts";

interface Catalogue {
  readonly catalogue: readonly {
    readonly exercises: readonly ExerciseFacts[];
  }[];
}

demandPermissions();

// Loaded by path, since rooms of `lib/` import no lesson. Whoever writes a new
// lesson names a catalogue of their own until it is complete.
const path = Deno.env.get("EXAM_CATALOGUE") ??
  join(kitFolder, "lessons", "catalogue.ts");
const { catalogue } = await import(toFileUrl(resolve(path)).href) as Catalogue;
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
