import type { Exercise } from "catalogue";
import {
  type CheckDefinition,
  collectSuite,
  Examination,
  readSettings,
  type Suite,
  type VerdictEvent,
} from "exam";

const suites = new Map<string, Promise<Suite>>();

/** The suite of an exercise; each is loaded once. */
export function suiteOf({ path }: Pick<Exercise, "path">): Promise<Suite> {
  const suite = suites.get(path) ?? collectSuite(path);
  suites.set(path, suite);
  return suite;
}

/** Two for each core, as two files of tests run at a time. */
export const sideBySide = 2;

/** How a file is examined. */
export interface ExamineOptions {
  /** Names of the checks to run; default all. */
  readonly only?: readonly string[];
  /** Names of checks that run before all others, in this order. */
  readonly first?: readonly string[];
  /** Ends with the first verdict for which this is true. */
  readonly until?: (event: VerdictEvent) => boolean;
  /** Runs the checks in an order drawn from this seed. */
  readonly shuffle?: number;
  /** The seed of everything random; by default that of the environment. */
  readonly seed?: string;
  /**
   * How many checks run at a time, each in a process of its own: while one
   * waits in real time, another one computes. Limits in real time grow with it.
   *
   * @default {1}
   */
  readonly sideBySide?: number;
}

/** Examines a file with the checks of an exercise. */
export async function examine(
  exercise: Exercise,
  file: string,
  options: ExamineOptions = {},
): Promise<VerdictEvent[]> {
  const { shuffle, sideBySide = 1, until = () => false } = options;
  const suite = await suiteOf(exercise);
  const settings = readSettings((name) => Deno.env.get(name));
  const checks = suite.checks.filter(({ name }) =>
    options.only?.includes(name) ?? true
  );
  const events: VerdictEvent[] = [];
  await using examination = new Examination(
    suite.exercise,
    file,
    {
      ...settings,
      slow: settings.slow * sideBySide,
      seed: options.seed ?? settings.seed,
    },
    // Nobody reads the report to learn from it: seconds are saved.
    { checks: options.until ? 1 : checks.length, shrink: false },
  );
  let ended = false;
  const queue = before(ordered(checks, shuffle), options.first).entries();
  const work = async () => {
    for (const [index, check] of queue) {
      if (ended) return;
      events[index] = await examination.run(check);
      ended ||= until(events[index]);
    }
  };
  // The boards of a suite exercise take turns in one folder.
  const workers = exercise.kind === "suite" ? 1 : sideBySide;
  await Promise.all(Array.from({ length: workers }, work));
  return events;
}

/** Those with these names come first; the others keep their order. */
function before(
  checks: readonly CheckDefinition[],
  names: readonly string[] = [],
): readonly CheckDefinition[] {
  const place = ({ name }: CheckDefinition) => {
    const at = names.indexOf(name);
    return at < 0 ? names.length : at;
  };
  return checks.toSorted((a, b) => place(a) - place(b));
}

/** Sorts by a key that the seed gives to each place. */
function ordered<T>(
  list: readonly T[],
  seed: number | undefined,
): readonly T[] {
  if (seed === undefined) return list;
  const key = (index: number) => Math.imul(index + 1, seed | 1) >>> 0;
  return list.map((value, index) => ({ value, key: key(index) }))
    .sort((a, b) => a.key - b.key).map(({ value }) => value);
}

/** What a verdict said, for the message of a failed proof. */
export function told({ check, verdict, report, output }: VerdictEvent): string {
  const { did = [], expected = "", got = "" } = report ?? {};
  return [
    `${verdict}: ${check}`,
    ...did,
    `expected ${expected}`,
    `got ${got}`,
    output ?? "",
  ].join("\n  ");
}
