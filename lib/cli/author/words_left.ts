import type { Lesson } from "catalogue";
import {
  type AuthorFile,
  exerciseFiles,
  exerciseText,
  isThere,
  lessonFiles,
} from "../kit/author_files.ts";
import { templatesIn, wordsOf } from "./fill_template.ts";
import { kindFacts } from "./kind_facts.ts";
import { outcomeWords } from "./new_entry_of.ts";
import { type Proving, textOf } from "./proving.ts";
import {
  exerciseRow,
  exerciseRowWords,
  lessonRow,
  lessonRowWords,
  narrow,
} from "./rows.ts";

/** Where in an exercise or a lesson the words of its template are still to be found. */
export function wordsLeft({ root, exercise }: Proving): string[] {
  const { exercise: _same, ...files } = exerciseFiles(exercise);
  const words = [
    ...Object.keys(kindFacts).flatMap(wordsOfFolder),
    ...wordsOf("lesson/hints.md"),
  ];
  const text = exerciseText(exercise);
  const part = partOf(textOf({ root }, text.path), exercise.number);
  return [
    ...exercise.outcome === outcomeWords
      ? [left(`The outcome of ${exercise.number} in its entry`, outcomeWords)]
      : [],
    ...Object.values(files).flatMap((file) => inFile(root, file, words)),
    ...inText(text.path, part, words),
    ...inRow(root, "tests/README.md", [
      exerciseRow(exercise),
      exerciseRowWords,
    ]),
  ];
}

/** Where in a lesson, but for its exercises, the words of the template are. */
export function wordsLeftInLesson(root: URL, lesson: Lesson): string[] {
  const entry = { path: `lessons/${lesson.path}/lesson.ts`, holds: "" };
  const words = wordsOfFolder("lesson").filter((word) =>
    !wordsOf("lesson/hints.md").includes(word)
  );
  return [
    ...[entry, ...lessonFiles(lesson)]
      .flatMap((file) => inFile(root, file, words)),
    ...inRow(root, "README.md", [lessonRow(lesson), lessonRowWords]),
  ];
}

/** What finds words of a template, also after they were wrapped anew. */
export function patternOf(words: string): RegExp {
  const parts = words.split(/\s+/).map((word) => RegExp.escape(word));
  return new RegExp(parts.join("(?:\\s+\\*)?\\s+"));
}

function wordsOfFolder(folder: string): string[] {
  const names = templatesIn(folder, "");
  return [...new Set(names.flatMap((name) => wordsOf(`${folder}/${name}`)))];
}

function inFile(
  root: URL,
  { path }: AuthorFile,
  words: readonly string[],
): string[] {
  if (!isThere(root, path)) return [];
  return inText(path, textOf({ root }, path), words);
}

function inText(
  path: string,
  text: string,
  words: readonly string[],
): string[] {
  const found = [...new Set(words)].filter((word) =>
    patternOf(word).test(text)
  );
  return found.length === 0 ? [] : [left(path, ...found)];
}

function inRow(
  root: URL,
  path: string,
  [row, words]: readonly [row: string, words: string],
): string[] {
  const isLeft = narrow(textOf({ root }, path)).includes(`${row} ${words} |`);
  return isLeft ? [left(`The row "${row}" of ${path}`, words)] : [];
}

function left(where: string, ...words: string[]): string {
  const quoted = words.map((word) => JSON.stringify(word)).join(", ");
  return `${where} still says ${quoted}, as the template does: write what that asks for.`;
}

/** The part of the exercises' text that is about one of them. */
function partOf(text: string, number: string): string {
  const parts = text.split(/^(?=## )/m);
  return parts.find((part) => part.startsWith(`## ${number} `)) ?? "";
}
