import { type Exercise, type Lesson, loadCatalogue } from "catalogue";
import {
  collectSuite,
  Examination,
  readSettings,
  type Suite,
  type VerdictEvent,
} from "exam";
import { join, toFileUrl } from "@std/path";

/** The folder of the kit. */
export const kit: string = join(import.meta.dirname!, "../..");

/** The lessons, in order. */
export const catalogue: readonly Lesson[] = await loadCatalogue(
  toFileUrl(`${kit}/`),
);

/** All exercises of all lessons. */
export const exercises: readonly Exercise[] = catalogue.flatMap((lesson) =>
  lesson.exercises
);

/** The suite of an exercise; each is loaded once. */
export function suiteOf({ path }: Exercise): Promise<Suite> {
  return collectSuite(path);
}

/** Files `<folder>/<path>/*.ts` of an exercise. */
export function variants(folder: string, { path }: Exercise): string[] {
  const parent = join(kit, "tests", folder, path);
  return [...Deno.readDirSync(parent)]
    .filter(({ name }) => name.endsWith(".ts"))
    .map(({ name }) => join(parent, name))
    .sort();
}

/** Two for each core, as two files of tests run at a time. */
export const sideBySide = 2;

/** How a file is examined. */
export interface ExamineOptions {
  /** Names of the checks to run; default all. */
  readonly only?: readonly string[];
  /** Ends with the first verdict for which this is true. */
  readonly until?: (event: VerdictEvent) => boolean;
  /** Runs the checks in an order drawn from this seed. */
  readonly shuffle?: number;
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
    { ...settings, slow: settings.slow * sideBySide },
    { checks: checks.length },
  );
  let ended = false;
  const queue = ordered(checks, shuffle).entries();
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

/** What a verdict said, for the message of a failed test. */
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

/** Demands that every check has passed. */
export function assertAllPass(events: readonly VerdictEvent[]): void {
  const others = events.filter(({ verdict }) => verdict !== "pass");
  if (events.length === 0) throw new Error("No check was run");
  if (others.length > 0) throw new Error(others.map(told).join("\n\n"));
}

/** A test over subjects: their processes belong to the examiner. */
export function subjectTest(name: string, run: () => Promise<void>): void {
  Deno.test({ name, sanitizeOps: false, sanitizeResources: false, fn: run });
}

/**
 * Tests over subjects of one exercise. Each begins together with the one
 * before, so that the machine need not wait for a process that starts or for
 * real time; it fails in its own turn.
 */
export function subjectTests(
  tests: readonly (readonly [name: string, run: () => Promise<void>])[],
): void {
  const begun: Promise<void>[] = [];
  const begin = (index: number): Promise<void> => {
    const running = begun[index] ??= tests[index]![1]();
    running.catch(() => {});
    return running;
  };
  for (const [index, [name]] of tests.entries()) {
    subjectTest(name, () => {
      const end = Math.min(index + sideBySide, tests.length);
      for (let next = index; next < end; next++) begin(next);
      return begin(index);
    });
  }
}
