import { type Exercise, type Lesson, loadCatalogue } from "catalogue";
import { join, toFileUrl } from "@std/path";
import type { VerdictEvent } from "exam";
import { sideBySide } from "../../lib/cli/author/examine.ts";
import type { Proving } from "../../lib/cli/author/proving.ts";
import { failures } from "../../lib/cli/author/solution_problems.ts";

export {
  examine,
  type ExamineOptions,
  sideBySide,
  suiteOf,
  told,
} from "../../lib/cli/author/examine.ts";
export { assertProved } from "../../lib/cli/author/proving.ts";

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

/** An exercise of this kit, to be proved. */
export function proving(exercise: Exercise): Proving {
  return { root: toFileUrl(`${kit}/`), lessons: catalogue, exercise };
}

/** Files `<folder>/<path>/*.ts` of an exercise. */
export function variants(folder: string, { path }: Exercise): string[] {
  const parent = join(kit, "tests", folder, path);
  return [...Deno.readDirSync(parent)]
    .filter(({ name }) => name.endsWith(".ts"))
    .map(({ name }) => join(parent, name))
    .sort();
}

/** Demands that every check has passed. */
export function assertAllPass(events: readonly VerdictEvent[]): void {
  const others = failures(events);
  if (others.length > 0) throw new Error(others.join("\n\n"));
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
