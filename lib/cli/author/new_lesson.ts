import type { Kit } from "../kit/kit.ts";
import { UsageError } from "../kit/usage_error.ts";
import { lessonRow, lessonRowWords } from "./rows.ts";
import { addRow } from "./add_row.ts";
import { exerciseText } from "../kit/author_files.ts";
import { fillTemplate, templatesIn } from "./fill_template.ts";
import type { Names } from "./names.ts";
import { format, writeNew } from "./write_new.ts";

/** Templates that belong into the folder of the exercises. */
const ofExercises = new Set(["exercises.md", "hints.md"]);

/**
 * Writes a lesson without exercises, and names it in the README.
 *
 * @returns The files that were written, from the kit's folder
 * @throws {UsageError} If there is such a lesson, or one of its files
 */
export async function newLesson(
  { root, lessons }: Pick<Kit, "root" | "lessons">,
  number: number,
  { name, title }: Names,
): Promise<string[]> {
  const other = lessons.find((each) =>
    each.number === number || each.id === name
  );
  if (other) {
    throw new UsageError(
      `Cannot write lesson ${number} "${name}": lessons/${other.path}/lesson.ts is lesson ${other.number} "${other.id}" already`,
      `prove ${other.number}`,
    );
  }
  const next = Math.max(0, ...lessons.map((each) => each.number)) + 1;
  if (number !== next) {
    throw new UsageError(
      `Cannot write lesson ${number}: the next one is lesson ${next}`,
      `new ${next}`,
    );
  }
  const path = `${String(number).padStart(2, "0")}_${name}`;
  const values = { number: `${number}`, name, title, path };
  const files = {
    ...Object.fromEntries(
      templatesIn("lesson", "").filter((file) => !ofExercises.has(file))
        .map((file) => [
          `lessons/${path}/${file}`,
          fillTemplate(`lesson/${file}`, values),
        ]),
    ),
    [exerciseText({ path }).path]: fillTemplate("lesson/exercises.md", values),
  };
  await writeNew(root, files, `prove ${number}`);
  const readme = new URL("README.md", root);
  const row = lessonRow({ number, title, path });
  const text = await Deno.readTextFile(readme);
  await Deno.writeTextFile(
    readme,
    addRow(text, [/^\| \d+ /], `${row} ${lessonRowWords} |`),
  );
  await format(root, ["README.md"]);
  return [...Object.keys(files), "README.md"];
}
