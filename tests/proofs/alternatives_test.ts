import { basename } from "@std/path";
import {
  assertAllPass,
  examine,
  exercises,
  sideBySide,
  subjectTests,
  variants,
} from "../kit/_kit.ts";

for (const exercise of exercises) {
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
