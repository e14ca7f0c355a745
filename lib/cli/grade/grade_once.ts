import { drawnSeed } from "../../exam/random/drawn_seed.ts";
import type { Exercise } from "catalogue";
import { GradePrinter } from "./grade_printer.ts";
import { allPassed, points } from "./grade_json.ts";
import { EXIT, type Kit } from "../kit/kit.ts";
import type { ExerciseResult } from "./gradebook.ts";
import { runExam } from "./run_exam.ts";

/** Options of {@linkcode gradeOnce}. */
export interface GradeOptions {
  /** Whose code. The learner's own is also remembered. @default {"exercises"} */
  readonly subject?: string;
  /** Fixes all that is random. @default {drawnSeed()} */
  readonly seed?: string;
  /** Factor on every real-time limit. @default {1} */
  readonly slow?: number;
  /** How many suites may run side by side. @default {1} */
  readonly jobs?: number;
  /** Prints nothing: the caller does. @default {false} */
  readonly quiet?: boolean;
}

/** Grades exercises once, prints what comes, and remembers it. */
export async function gradeOnce(
  kit: Kit,
  exercises: readonly Exercise[],
  options: GradeOptions = {},
): Promise<ExerciseResult[]> {
  const {
    subject = "exercises",
    seed = drawnSeed(),
    slow = 1,
    jobs = 1,
    quiet,
  } = options;
  const own = subject === "exercises";
  if (exercises.length === 0) return [];
  const printer = new GradePrinter(kit.terminal, exercises, own);
  const book = await runExam({
    root: kit.root,
    exercises,
    subject,
    seed,
    slow,
    jobs,
    prefix: kit.prefix,
    signal: kit.signal,
    onEvent: (event) => quiet || printer.event(event),
  });
  const results = book.results();
  if (own) remember(kit, results);
  if (!quiet) printer.results(results);
  return results;
}

/**
 * 0 only when everything passed. A fault of the kit is told apart where it
 * alone decides: whatever else was not passed stays so when the kit is mended.
 */
export function exitCode(kit: Kit, results: readonly ExerciseResult[]): number {
  if (kit.signal.aborted) return EXIT.interrupted;
  if (allPassed(results)) return EXIT.ok;
  const open = results.flatMap(({ verdict }) =>
    verdict === "pass" ? [] : verdict
  );
  return open.length > 0 && open.every((verdict) => verdict === "harness-error")
    ? EXIT.harness
    : EXIT.notPassed;
}

/** A fault of the kit and a run that was stopped say nothing about the learner. */
function remember({ progress }: Kit, results: readonly ExerciseResult[]): void {
  for (const result of results) {
    const judged = result.verdict !== "not-started";
    const whole = result.checks.length > 0 &&
      !result.checks.some(({ verdict }) =>
        verdict === "not-run" || verdict === "harness-error"
      );
    if (!judged || !whole) continue;
    const { got, of } = points([result]);
    progress.graded(result.exercise.id, { passed: got, of });
  }
}
