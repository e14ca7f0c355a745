import type { Lesson } from "catalogue";
import {
  alternativesFolder,
  type AuthorFile,
  exerciseFiles,
  exerciseText,
  isThere,
  lessonFiles,
  modulesIn,
} from "../kit/author_files.ts";
import type { Proving } from "./proving.ts";
import { exerciseRow, lessonRow, narrow } from "./rows.ts";
import { textOf } from "./proving.ts";

/** What a lesson lacks, beside what its exercises lack. */
export function lessonProblems(
  root: URL,
  lesson: Lesson,
): string[] {
  return [
    ...missing(root, lessonFiles(lesson)),
    ...unlisted(root, "README.md", lessonRow(lesson)),
  ];
}

/** The files that an exercise lacks. */
export function fileProblems({ root, exercise, lessons }: Proving): string[] {
  const files = Object.values(exerciseFiles(exercise));
  const folder = alternativesFolder(exercise);
  return [
    ...missing(root, [...files, exerciseText(exercise)]),
    ...(modulesIn(root, folder).length > 0 ? [] : [
      `${folder}/ holds no module: write another right solution into it, in a way of its own.`,
    ]),
    ...missing(
      root,
      lessons.flatMap(({ exercises }) => exercises)
        .filter(({ id }) => exercise.needs.includes(id))
        .map((needed) => exerciseFiles(needed).solution),
    ),
  ];
}

/** Whether the teacher's list has the exercise as its entry says. */
export function listProblems({ root, exercise }: Proving): string[] {
  return unlisted(root, "tests/README.md", exerciseRow(exercise));
}

function missing(root: URL, files: readonly AuthorFile[]): string[] {
  return files.filter(({ path }) => !isThere(root, path))
    .map(({ path, holds }) => `${path} is missing: write ${holds} into it.`);
}

function unlisted(root: URL, file: string, row: string): string[] {
  if (narrow(textOf({ root }, file)).includes(row)) return [];
  return [
    `${file} has no row that begins with "${row}": add it, or mend the one that is there.`,
  ];
}
