import type { ExerciseResult } from "./gradebook.ts";

/** What `grade --json` prints; the fields never change their meaning. */
export interface GradeJson {
  /** Rises when a field changes its meaning. */
  readonly version: 1;
  /** Whose code was graded. */
  readonly subject: string;
  /** The seed that replays the run. */
  readonly seed: string;
  /** Whether everything asked for passed. */
  readonly passed: boolean;
  /** Checks that passed, and all that were asked for. */
  readonly points: { readonly got: number; readonly of: number };
  /** In the order of the lessons. */
  readonly exercises: readonly unknown[];
}

/** Puts results into the shape of `--json`. */
export function gradeJson(
  results: readonly ExerciseResult[],
  { subject, seed }: { subject: string; seed: string },
): GradeJson {
  return {
    version: 1,
    subject,
    seed,
    passed: allPassed(results),
    points: points(results),
    exercises: results.map((result) => ({
      id: result.exercise.id,
      number: result.exercise.number,
      title: result.exercise.title,
      track: result.exercise.track,
      verdict: result.verdict,
      points: points([result]),
      checks: result.checks,
    })),
  };
}

/** One point for each check that passed. */
export function points(
  results: readonly Pick<ExerciseResult, "checks">[],
): { got: number; of: number } {
  const checks = results.flatMap((result) => result.checks);
  const got = checks.filter(({ verdict }) => verdict === "pass").length;
  return { got, of: checks.length };
}

/** Whether there was something to pass, and all of it passed. */
export function allPassed(
  results: readonly Pick<ExerciseResult, "verdict">[],
): boolean {
  return results.length > 0 &&
    results.every(({ verdict }) => verdict === "pass");
}
