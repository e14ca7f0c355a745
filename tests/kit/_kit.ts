import {
  collectSuite,
  Examination,
  readSettings,
  type Suite,
  type VerdictEvent,
} from "exam";
import { join } from "@std/path";
import { catalogue, type Exercise } from "../../lessons/catalogue.ts";

/** The folder of the kit. */
export const kit: string = join(import.meta.dirname!, "../..");

/** All exercises of all lessons. */
export const exercises: readonly Exercise[] = catalogue.flatMap((lesson) =>
  lesson.exercises
);

const suites = new Map<string, Promise<Suite>>();

/** The suite of an exercise; each is loaded once. */
export function suiteOf({ path }: Exercise): Promise<Suite> {
  const suite = suites.get(path) ?? collectSuite(path);
  suites.set(path, suite);
  return suite;
}

/** Files `<folder>/<path>/*.ts` of an exercise. */
export function variants(folder: string, { path }: Exercise): string[] {
  const parent = join(kit, "tests", folder, path);
  return [...Deno.readDirSync(parent)]
    .filter(({ name }) => name.endsWith(".ts"))
    .map(({ name }) => join(parent, name))
    .sort();
}

/** How a file is examined. */
export interface ExamineOptions {
  /** Names of the checks to run; default all. */
  readonly only?: readonly string[];
  /** Ends with the first verdict for which this is true. */
  readonly until?: (event: VerdictEvent) => boolean;
  /** Runs the checks in an order drawn from this seed. */
  readonly shuffle?: number;
}

/** Examines a file with the checks of an exercise. */
export async function examine(
  exercise: Exercise,
  file: string,
  options: ExamineOptions = {},
): Promise<VerdictEvent[]> {
  const suite = await suiteOf(exercise);
  const settings = readSettings((name) => Deno.env.get(name));
  const checks = suite.checks.filter(({ name }) =>
    options.only?.includes(name) ?? true
  );
  const events: VerdictEvent[] = [];
  await using examination = new Examination(suite.exercise, file, settings, {
    checks: checks.length,
  });
  for (const check of ordered(checks, options.shuffle)) {
    const event = await examination.run(check);
    events.push(event);
    if (options.until?.(event)) break;
  }
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
