import { fakeExercise } from "../../_fake_kit.ts";
import type { SubjectMutant } from "./subject_mutant.ts";

/** A mutant of which only the given fields matter. */
export function fakeMutant(
  change: Partial<SubjectMutant> = {},
): SubjectMutant {
  return {
    exercise: fakeExercise(),
    file: "solutions/03_long_polling/01_hold.ts",
    text: "b();",
    line: 7,
    in: "a();",
    context: "{\na();",
    becomes: "b();",
    change: "a → b",
    ...change,
  };
}
