import type { Lesson } from "./lesson.ts";

/** An entry that its author has to mend; the message says how. */
export class CatalogueError extends Error {
  /** Tells it from other errors. */
  override readonly name = "CatalogueError";
}

/**
 * Loads every lesson of a kit: `lessons/NN_name/lesson.ts` exports it as `lesson`.
 *
 * @param root The folder that holds `lessons/`, ending in "/"
 * @throws {CatalogueError} If a lesson has no entry, or one that belongs elsewhere
 */
export async function loadCatalogue(root: URL): Promise<readonly Lesson[]> {
  const lessons = new URL("lessons/", root);
  const folders = [...Deno.readDirSync(lessons)]
    .filter(({ name, isDirectory }) => isDirectory && /^\d\d_/.test(name))
    .map(({ name }) => name).sort();
  return await Promise.all(folders.map((name) => loadLesson(lessons, name)));
}

async function loadLesson(lessons: URL, folder: string): Promise<Lesson> {
  const file = new URL(`${folder}/lesson.ts`, lessons);
  if (!isFile(file)) {
    throw new CatalogueError(
      `Cannot load lessons/${folder}: it has no lesson.ts. Write one, or remove the folder`,
    );
  }
  const lesson = await importEntry(file, folder);
  if (lesson?.path === folder) {
    if (Array.isArray(lesson.exercises)) return lesson;
    throw new CatalogueError(
      `Cannot load lessons/${folder}/lesson.ts: its \`exercises\` have to be a list, which may be empty. Current value is ${
        JSON.stringify(lesson.exercises)
      }`,
    );
  }
  throw new CatalogueError(
    `Cannot load lessons/${folder}/lesson.ts: it has to export a \`lesson\` with the path "${folder}". Current value is ${
      JSON.stringify(lesson?.path)
    }`,
  );
}

/** What the module exports; whatever keeps it from loading is for its author. */
async function importEntry(
  file: URL,
  folder: string,
): Promise<Lesson | undefined> {
  try {
    const { lesson }: { lesson?: Lesson } = await import(file.href);
    return lesson;
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new CatalogueError(
      `Cannot load lessons/${folder}/lesson.ts: ${cause}. Mend the entry`,
      { cause: error },
    );
  }
}

function isFile(file: URL): boolean {
  try {
    return Deno.statSync(file).isFile;
  } catch {
    return false;
  }
}
