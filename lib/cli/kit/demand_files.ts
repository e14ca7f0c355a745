import { CatalogueError, type Exercise, label, type Lesson } from "catalogue";
import {
  type AuthorFile,
  exerciseFiles,
  isThere,
  lessonFiles,
} from "./author_files.ts";
import type { Kit } from "./kit.ts";

/** What of an exercise a command needs. */
export type Needed = keyof ReturnType<typeof exerciseFiles>;

/**
 * Makes sure that the author of a lesson has written what playing it needs.
 *
 * @param exercises Those that are needed as well; all by default
 * @throws {CatalogueError} If a file is missing
 */
export function demandLesson(
  kit: Pick<Kit, "root" | "prefix">,
  lesson: Lesson,
  exercises: readonly Exercise[] = lesson.exercises,
): void {
  const what = `lesson ${lesson.number} ${lesson.title}`;
  demand(kit, lessonFiles(lesson), { what, word: `${lesson.number}` });
  for (const exercise of exercises) {
    demandExercise(kit, exercise, ["stub", "suite"]);
  }
}

/**
 * Makes sure that the author of an exercise has written what a command needs
 * of it. The learner's own file is no matter of its author.
 *
 * @throws {CatalogueError} If a file is missing
 */
export function demandExercise(
  kit: Pick<Kit, "root" | "prefix">,
  exercise: Exercise,
  needed: readonly Needed[],
): void {
  const files = needed.map((name) => exerciseFiles(exercise)[name]);
  const what = `exercise ${label(exercise)}`;
  demand(kit, files, { what, word: exercise.number });
}

/** One sentence for each entry whose files are not all there. */
export function unfinished(
  kit: Pick<Kit, "root" | "prefix" | "lessons">,
): string[] {
  return kit.lessons.flatMap((lesson) => {
    try {
      demandLesson(kit, lesson);
      return [];
    } catch (error) {
      if (error instanceof CatalogueError) return [`${error.message}.`];
      throw error;
    }
  });
}

function demand(
  { root, prefix }: Pick<Kit, "root" | "prefix">,
  files: readonly AuthorFile[],
  { what, word }: { readonly what: string; readonly word: string },
): void {
  const missing = files.find(({ path }) => !isThere(root, path));
  if (!missing) return;
  throw new CatalogueError(
    `Cannot use ${what}: its author has not written ${missing.path} yet. ` +
      `What else is missing, ${prefix} prove ${word} says`,
  );
}
