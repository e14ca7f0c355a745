/** What became of a check. DESIGN: only `pass` is passed. */
export type Verdict =
  | "pass"
  | "fail"
  | "timeout"
  | "crash"
  | "not-started"
  | "not-run"
  | "harness-error";

/** What a check that did not pass tells the learner: five parts and a picture. */
export interface Report {
  /** One line: the verdict in words. */
  readonly title: string;
  /** What the test did, one step a line, with the time of each. */
  readonly did: readonly string[];
  /** What should have happened. */
  readonly expected: string;
  /** What happened instead. */
  readonly got: string;
  /** Why that matters: the misconception behind it. */
  readonly why: string;
  /** The section of a norm that says it, such as `RFC 6202 §5.5`; empty where none does. */
  readonly norm: string;
  /** Commands that show the same thing by hand. */
  readonly byHand: readonly string[];
  /** What crossed the wire, as text for a terminal; empty when nothing did. */
  readonly diagram: string;
  /** What crossed the wire, as Mermaid; empty when nothing did. */
  readonly mermaid: string;
}

/** The checks that a suite is going to run. */
export interface PlanEvent {
  /** Tells the events apart. */
  readonly type: "plan";
  /** Stable id of the exercise, such as `long_polling/time_out`. */
  readonly exercise: string;
  /** Path of the exercise, such as `03_long_polling/02_time_out`. */
  readonly path: string;
  /** Names of the checks, in order. */
  readonly checks: readonly string[];
  /** The seed that replays this run. */
  readonly seed: string;
}

/** A check begins. */
export interface StartEvent {
  /** Tells the events apart. */
  readonly type: "start";
  /** Stable id of the exercise. */
  readonly exercise: string;
  /** Name of the check. */
  readonly check: string;
}

/** A check has ended. */
export interface VerdictEvent {
  /** Tells the events apart. */
  readonly type: "verdict";
  /** Stable id of the exercise. */
  readonly exercise: string;
  /** Name of the check. */
  readonly check: string;
  /** What became of it. */
  readonly verdict: Verdict;
  /** Real time that the check took, in milliseconds. */
  readonly durationMs: number;
  /** What to tell the learner; absent when the check passed. */
  readonly report?: Report;
  /** What the learner's code printed, capped; absent when it printed nothing. */
  readonly output?: string;
}

/** One line of the results file. */
export type ExamEvent = PlanEvent | StartEvent | VerdictEvent;
