import type { Exercise } from "./exercise.ts";
import type { Link } from "./link.ts";
import type { Scenario } from "./scenario.ts";

/** One pattern. */
export interface Lesson {
  /** The number of the pattern, the same everywhere. */
  readonly number: number;
  /** Never changes. */
  readonly id: string;
  /** The folder, the same in `lessons/`, `exercises/`, `solutions/` and `tests/`. */
  readonly path: string;
  /** The name of the pattern. */
  readonly title: string;
  /** The question that the lesson answers. */
  readonly question: string;
  /** What to remember tomorrow, one sentence each. */
  readonly points: readonly string[];
  /** Where to read on. */
  readonly readOn: readonly Link[];
  /** What is played. */
  readonly scenario?: Scenario;
  /** In the order in which they are best taken. */
  readonly exercises: readonly Exercise[];
}
