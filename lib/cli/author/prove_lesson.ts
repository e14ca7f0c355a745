import type { Lesson } from "catalogue";
import { lessonFiles } from "../kit/author_files.ts";
import { lessonProblems } from "./file_problems.ts";
import { typeProblems } from "./type_problems.ts";
import { wordsLeftInLesson } from "./words_left.ts";

/** Everything that is missing or unproven of a lesson, beside its exercises. */
export async function* proveLesson(
  root: URL,
  lesson: Lesson,
): AsyncGenerator<string> {
  yield* lessonProblems(root, lesson);
  yield* wordsLeftInLesson(root, lesson);
  const modules = lessonFiles(lesson).map(({ path }) => path)
    .filter((path) => path.endsWith(".ts"));
  const entry = `lessons/${lesson.path}/lesson.ts`;
  yield* await typeProblems(root, [entry, ...modules]);
}
