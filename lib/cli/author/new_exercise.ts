import type { Exercise, Lesson } from "catalogue";
import type { Kit } from "../kit/kit.ts";
import { UsageError } from "../kit/usage_error.ts";
import { addEntry } from "./add_entry.ts";
import { addRow } from "./add_row.ts";
import {
  alternativesFolder,
  exerciseFiles,
  exerciseText,
} from "../kit/author_files.ts";
import { fillTemplate, templatesIn, type Values } from "./fill_template.ts";
import { newEntryOf, type NewExercise } from "./new_entry_of.ts";
import { exerciseRow, exerciseRowWords } from "./rows.ts";
import { format, type NewFiles, writeNew } from "./write_new.ts";

/**
 * Writes an exercise with everything that proves it, and adds it to its
 * lesson's entry, to the text of the exercises and to the teacher's list.
 *
 * @returns The files that were written or added to, from the kit's folder
 * @throws {UsageError} If there is such an exercise, or one of its files
 */
export async function newExercise(
  { root }: Pick<Kit, "root">,
  wanted: NewExercise,
): Promise<string[]> {
  const entry = newEntryOf(wanted);
  demandNew(wanted.lesson, entry);
  const added = additions(root, wanted, entry);
  const files = filesOf(entry, valuesOf(entry));
  await writeNew(root, files, `prove ${entry.number}`);
  for (const [path, text] of Object.entries(added)) {
    await Deno.writeTextFile(new URL(path, root), text);
  }
  await format(root, Object.keys(added));
  return [...Object.keys(files), ...Object.keys(added)];
}

function demandNew({ exercises, path }: Lesson, entry: Exercise): void {
  const other = exercises.find(({ id, number }) =>
    id === entry.id || number === entry.number
  );
  if (!other) return;
  throw new UsageError(
    `Cannot write exercise ${entry.number} "${entry.id}": lessons/${path}/lesson.ts has ${other.number} "${other.id}" already`,
    `prove ${other.number}`,
  );
}

function valuesOf({ number, title, path, exports }: Exercise): Values {
  const file = path.slice(path.lastIndexOf("/") + 1);
  return { number, title, path, file, export: exports };
}

/** Every file that is new. */
function filesOf(entry: Exercise, values: Values): NewFiles {
  const template = (name: string) =>
    fillTemplate(`${entry.kind}/${name}`, values);
  const { exercise, hints, stub, suite, solution, mistakes } = exerciseFiles(
    entry,
  );
  const variants = templatesIn(entry.kind, "variant_").map((name) => [
    `tests/${entry.path}/${name.replace("variant_", "")}`,
    template(name),
  ]);
  return {
    [exercise.path]: template("stub.ts"),
    [hints.path]: fillTemplate("lesson/hints.md", values),
    [stub.path]: template("stub.ts"),
    [solution.path]: template("solution.ts"),
    [suite.path]: template("suite.ts"),
    [mistakes.path]: template("mistakes.ts"),
    [`${alternativesFolder(entry)}/another_way.ts`]: template("alternative.ts"),
    ...Object.fromEntries(variants),
  };
}

/** What is added to files that are there: nothing in them goes. */
function additions(
  root: URL,
  { lesson, kind }: NewExercise,
  entry: Exercise,
): NewFiles {
  const read = (path: string) => Deno.readTextFileSync(new URL(path, root));
  const entries = `lessons/${lesson.path}/lesson.ts`;
  const text = exerciseText(lesson).path;
  const part = fillTemplate(`${kind}/text.md`, valuesOf(entry));
  const row = `${exerciseRow(entry)} ${exerciseRowWords} |`;
  const teachers = "tests/README.md";
  const ofLesson = new RegExp(`^\\| ${lesson.number}\\.\\d+ `);
  return {
    [entries]: addEntry(read(entries), entries, entry),
    [text]: `${read(text).trimEnd()}\n${part}`,
    [teachers]: addRow(read(teachers), [ofLesson, /^\| \d+\.\d+ /], row),
  };
}
