import { basename } from "@std/path";
import {
  assertAllPass,
  catalogue,
  examine,
  sideBySide,
  subjectTests,
  variants,
} from "../kit/_kit.ts";

/** Proves that the other right solutions of one lesson pass; as with mistakes, a file for each lesson. */
export function proveAlternatives(lesson: number): void {
  for (const exercise of catalogue[lesson - 1]!.exercises) {
    const files = variants("alternatives", exercise);
    if (files.length === 0) {
      throw new Error(`${exercise.number} has no alternative right solution`);
    }
    subjectTests(files.map((file) => [
      `${exercise.number} alternative ${
        basename(file, ".ts")
      } passes every check`,
      async () => {
        assertAllPass(await examine(exercise, file, { sideBySide }));
      },
    ]));
  }
}
