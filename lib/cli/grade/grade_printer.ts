import { bold, dim } from "@std/fmt/colors";
import { type Exercise, exerciseFile, label } from "catalogue";
import type { ExamEvent } from "../../exam/verdict/verdict.ts";
import type { CheckResult, ExerciseResult } from "./gradebook.ts";
import { points } from "./grade_json.ts";
import { paintVerdict } from "../kit/paint.ts";
import { formatReport } from "../../exam/verdict/format_report.ts";
import type { Terminal } from "../kit/terminal.ts";
import { withoutOurs } from "../kit/without_ours.ts";
import { wrap } from "../../text/wrap.ts";

const OUR_FAULT =
  "HARNESS-ERROR means that the kit failed, not you. Please report it with the seed.";
const INDENT = " ".repeat(9);

/** Prints verdicts as they come, and at the end what to do about them. */
export class GradePrinter {
  readonly #terminal: Terminal;
  readonly #exercises: ReadonlyMap<string, Exercise>;
  readonly #own: boolean;
  readonly #printed = new Set<string>();
  #current = "";

  /**
   * Prepares to print; prints nothing yet.
   *
   * @param exercises What is being graded
   * @param own Whether it is the learner's own file, which headings then name
   */
  constructor(
    terminal: Terminal,
    exercises: readonly Exercise[],
    own: boolean = true,
  ) {
    this.#terminal = terminal;
    this.#own = own;
    this.#exercises = new Map(exercises.map((each) => [each.id, each]));
  }

  /** Prints one event. */
  event(event: ExamEvent): void {
    const exercise = this.#exercises.get(event.exercise);
    if (!exercise) return;
    if (event.type === "start") {
      this.#terminal.status(`${INDENT}${event.check}`);
    }
    if (event.type === "verdict") {
      this.#check(exercise, { ...event, name: event.check });
    }
  }

  /** Prints the first failure in full and one line for each exercise. */
  results(results: readonly ExerciseResult[]): void {
    for (const { exercise, checks } of results) {
      for (const check of checks) this.#check(exercise, check);
    }
    const failure = firstFailure(results);
    if (failure) this.#failure(failure);
    this.#terminal.print();
    for (const result of results) this.#terminal.print(summary(result));
    const checks = results.flatMap((result) => result.checks);
    if (checks.some(({ verdict }) => verdict === "harness-error")) {
      this.#terminal.print(OUR_FAULT);
    }
  }

  #check(exercise: Exercise, { name, verdict, report }: CheckResult): void {
    const key = JSON.stringify([exercise.id, name]);
    const untold = verdict === "not-started" ||
      (verdict === "not-run" && !report);
    if (untold || this.#printed.has(key)) return;
    this.#printed.add(key);
    this.#heading(exercise);
    this.#terminal.print(oneLine(name, verdict, this.#terminal));
  }

  #heading(exercise: Exercise): void {
    if (this.#current === exercise.id) return;
    if (this.#current) this.#terminal.print();
    this.#current = exercise.id;
    const file = this.#own ? `  ${dim(exerciseFile(exercise))}` : "";
    this.#terminal.print(bold(label(exercise)) + file);
  }

  #failure({ exercise, check }: Failure): void {
    const { width, color } = this.#terminal;
    const event = {
      type: "verdict",
      exercise: exercise.id,
      check: check.name,
      verdict: check.verdict,
      durationMs: check.durationMs,
      ...(check.report ? { report: check.report } : {}),
      output: withoutOurs(check.output ?? ""),
    } as const;
    this.#terminal.print(`\n${formatReport(event, { width, color })}`);
  }
}

interface Failure {
  readonly exercise: Exercise;
  readonly check: CheckResult;
}

/** A check that nobody wrote yet is no failure to explain; a fault of the kit is one when there is no other. */
function firstFailure(
  results: readonly ExerciseResult[],
): Failure | undefined {
  const failures = results
    .flatMap(({ exercise, checks }) =>
      checks.map((check) => ({ exercise, check }))
    )
    .filter(({ check: { verdict, report } }) =>
      report && verdict !== "pass" && verdict !== "not-started"
    );
  return failures.find(({ check: { verdict } }) =>
    verdict !== "harness-error"
  ) ?? failures[0];
}

function oneLine(
  name: string,
  verdict: CheckResult["verdict"],
  { width }: Terminal,
): string {
  return paintVerdict(verdict) + wrap(name, width - INDENT.length, INDENT);
}

function summary(result: ExerciseResult): string {
  const { exercise, verdict } = result;
  const { got, of } = points([result]);
  const word = paintVerdict(verdict);
  if (verdict === "not-started") {
    return `${word}${label(exercise)}: not started, open ${
      exerciseFile(exercise)
    }`;
  }
  if (verdict === "not-run" && of === 0) return `${word}${label(exercise)}`;
  return `${word}${label(exercise)}: ${got} of ${of} checks passed`;
}
