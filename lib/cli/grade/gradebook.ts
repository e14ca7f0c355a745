import type { Exercise } from "catalogue";
import type {
  ExamEvent,
  PlanEvent,
  Report,
  Verdict,
} from "../../exam/verdict/verdict.ts";

export type { Report, Verdict };

/** What one check came to. */
export interface CheckResult {
  /** The check's name. */
  readonly name: string;
  /** What it came to. */
  readonly verdict: Verdict;
  /** Real milliseconds. */
  readonly durationMs: number;
  /** Absent on a pass. */
  readonly report?: Report;
  /** What the learner's code printed. */
  readonly output?: string;
}

/** What one exercise came to. */
export interface ExerciseResult {
  /** Which exercise. */
  readonly exercise: Exercise;
  /** The worst of its checks: "pass" only when all passed. */
  readonly verdict: Verdict;
  /** In the order of the suite. */
  readonly checks: readonly CheckResult[];
}

/** Why checks may be left without a verdict. */
export interface Ending {
  /** Ctrl-C, so that what is missing was not run. */
  readonly interrupted?: boolean;
  /** What the test run printed, for suites that never reported. */
  readonly output?: string;
}

/**
 * Worst first: what an exercise came to when its checks differ. A fault of the
 * kit comes behind what was judged: it takes nothing back.
 */
const WORST_FIRST: readonly Verdict[] = [
  "crash",
  "timeout",
  "fail",
  "not-started",
  "harness-error",
  "not-run",
];

/** Collects the events of a run; nothing that was planned gets lost in it. */
export class Gradebook {
  readonly #exercises: readonly Exercise[];
  readonly #plans = new Map<string, PlanEvent>();
  readonly #checks = new Map<string, Map<string, CheckResult>>();
  readonly #endings = new Map<string, Ending>();

  /**
   * Begins an empty book.
   *
   * @param exercises What was asked for; events of others are ignored
   */
  constructor(exercises: readonly Exercise[]) {
    this.#exercises = exercises;
  }

  /** Takes in one event. */
  record(event: ExamEvent): void {
    if (event.type === "plan") this.#plans.set(event.exercise, event);
    if (event.type !== "verdict") return;
    const checks = this.#checks.get(event.exercise) ?? new Map();
    const { type: _, exercise, check: name, ...result } = event;
    checks.set(name, { name, ...result });
    this.#checks.set(exercise, checks);
  }

  /**
   * Says how a run ended, which decides what became of missing checks.
   *
   * @param exercises What that run graded; all by default
   */
  end(ending: Ending, exercises: readonly Exercise[] = this.#exercises): void {
    for (const { id } of exercises) this.#endings.set(id, ending);
  }

  /** One result for each exercise that was asked for, in the same order. */
  results(): ExerciseResult[] {
    return this.#exercises.map((exercise) => this.#result(exercise));
  }

  /** Whether an exercise was planned and all its checks have reported. */
  isComplete(id: string): boolean {
    const planned = this.#plans.get(id)?.checks;
    const reported = this.#checks.get(id);
    return planned !== undefined && planned.length > 0 &&
      planned.every((name) => reported?.has(name));
  }

  #result(exercise: Exercise): ExerciseResult {
    const plan = this.#plans.get(exercise.id);
    const reported = this.#checks.get(exercise.id);
    if (!plan || plan.checks.length === 0) return this.#neverPlanned(exercise);
    const checks = plan.checks.map((name) =>
      reported?.get(name) ?? this.#neverReported(exercise, name)
    );
    return { exercise, verdict: worst(checks), checks };
  }

  #neverPlanned(exercise: Exercise): ExerciseResult {
    const { interrupted, output = "" } = this.#endings.get(exercise.id) ?? {};
    if (interrupted) return { exercise, verdict: "not-run", checks: [] };
    const report = failure(
      "The suite never reported its checks",
      "a list of checks from the suite",
      output.trim() || "nothing",
      "The kit itself failed here. It says nothing about your code.",
    );
    const name = "the suite loads";
    const check = {
      name,
      verdict: "harness-error",
      durationMs: 0,
      report,
    } as const;
    return { exercise, verdict: "harness-error", checks: [check] };
  }

  #neverReported({ id }: Exercise, name: string): CheckResult {
    if (this.#endings.get(id)?.interrupted) {
      return { name, verdict: "not-run", durationMs: 0 };
    }
    const report = failure(
      name,
      "a verdict from this check",
      "none: the test run ended before this check reported",
      "A check that was planned and never reported counts as a crash, so that " +
        "ending the run early can never look like a pass.",
    );
    return { name, verdict: "crash", durationMs: 0, report };
  }
}

function worst(checks: readonly CheckResult[]): Verdict {
  return WORST_FIRST.find((verdict) =>
    checks.some((check) => check.verdict === verdict)
  ) ?? "pass";
}

function failure(
  title: string,
  expected: string,
  got: string,
  why: string,
): Report {
  return {
    title,
    did: [],
    expected,
    got,
    why,
    norm: "",
    byHand: [],
    diagram: "",
    mermaid: "",
  };
}
