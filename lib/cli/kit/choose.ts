import type { Exercise, Lesson } from "catalogue";
import { shortName } from "catalogue";
import { didYouMean } from "./did_you_mean.ts";
import { UsageError } from "./usage_error.ts";

/**
 * Finds the lesson that a word names: "3", "03" or "long_polling".
 *
 * @throws {UsageError} When there is no such lesson
 */
export function chooseLesson(lessons: readonly Lesson[], word: string): Lesson {
  const found = lessons.find((lesson) =>
    word === lesson.id || word === lesson.path ||
    (/^\d+$/.test(word) && Number(word) === lesson.number)
  );
  if (found) return found;
  const meant = nearest(
    word,
    lessons.map((lesson) => String(lesson.number)),
    lessons.map((lesson) => lesson.id),
  );
  throw new UsageError(
    `There is no lesson "${word}"${question(meant)}`,
    meant ? `lesson ${meant}` : "lesson",
  );
}

/**
 * Finds the exercise that a word names: "3.2", "time_out" or its file.
 *
 * @throws {UsageError} When there is no such exercise; its `next` names `command`
 */
export function chooseExercise(
  lessons: readonly Lesson[],
  word: string | undefined,
  command: string,
): Exercise {
  const all = lessons.flatMap((lesson) => lesson.exercises);
  if (word === undefined) {
    throw new UsageError(
      "Say which exercise, by its number",
      `${command} ${all[0]?.number ?? "n.m"}`,
    );
  }
  const [found, ...others] = all.filter((exercise) => names(exercise, word));
  if (found && others.length > 0) {
    throw ambiguous(word, [found, ...others], command);
  }
  if (found) return found;
  const meant = nearest(
    word,
    all.map((exercise) => exercise.number),
    all.map(shortName),
  );
  throw new UsageError(
    `There is no exercise "${word}"${question(meant)}`,
    meant ? `${command} ${meant}` : "lesson",
  );
}

/** Two lessons may have an exercise of the same name. */
function ambiguous(
  word: string,
  found: readonly Exercise[],
  command: string,
): UsageError {
  const numbers = found.map(({ number }) => number);
  return new UsageError(
    `There is more than one exercise "${word}": ${numbers.join(" and ")}`,
    `${command} ${numbers[0]}`,
  );
}

/**
 * Finds the exercises that a word names: one, or all of a lesson.
 *
 * @throws {UsageError} When the word names neither
 */
export function chooseExercises(
  lessons: readonly Lesson[],
  word: string,
  command: string,
): readonly Exercise[] {
  const isLesson = /^\d+$/.test(word) ||
    lessons.some((lesson) => word === lesson.id || word === lesson.path);
  return isLesson
    ? chooseLesson(lessons, word).exercises
    : [chooseExercise(lessons, word, command)];
}

function names(exercise: Exercise, word: string): boolean {
  const [lesson, part] = word.split(".");
  const asNumber = /^\d+\.\d+$/.test(word)
    ? `${Number(lesson)}.${Number(part)}`
    : undefined;
  const asPath = word.replaceAll("\\", "/").replace(/\.ts$/, "");
  return asNumber === exercise.number || word === exercise.id ||
    word === shortName(exercise) || asPath === exercise.path ||
    asPath.endsWith(`exercises/${exercise.path}`);
}

/** For numbers the nearest in size, for words the nearest in spelling. */
function nearest(
  word: string,
  numbers: readonly string[],
  words: readonly string[],
): string | undefined {
  if (!/^\d+(\.\d+)?$/.test(word)) return didYouMean(word, words);
  const far = (number: string) => {
    const [lesson = 0, part = 0] = number.split(".").map(Number);
    const [wantedLesson = 0, wantedPart = 0] = word.split(".").map(Number);
    return Math.abs(lesson - wantedLesson) * 1000 + Math.abs(part - wantedPart);
  };
  return numbers.toSorted((a, b) => far(a) - far(b))[0];
}

function question(meant: string | undefined): string {
  return meant ? `; did you mean ${meant}?` : "";
}

/** The lesson to which an exercise belongs. */
export function lessonOf(
  lessons: readonly Lesson[],
  exercise: Exercise,
): Lesson {
  const found = lessons.find((lesson) => lesson.exercises.includes(exercise));
  if (!found) throw new Error(`Cannot find the lesson of ${exercise.id}`);
  return found;
}
