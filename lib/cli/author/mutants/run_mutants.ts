import { type Exercise, label } from "catalogue";
import { lessonOf } from "../../kit/choose.ts";
import { EXIT, type Kit } from "../../kit/kit.ts";
import { wrap } from "../../kit/wrap.ts";
import type { Explanation } from "./explanation.ts";
import { explanationProblems, explanationsOf } from "./explanations_of.ts";
import { FateStore } from "./fate_store.ts";
import { judgeMutants } from "./judge_mutants.ts";
import { sample } from "./sample.ts";
import { mutantsOf, type SubjectMutant } from "./subject_mutant.ts";
import { openLines, sumLine, sumOf } from "./sum.ts";

/** Which mutants are made, and how they are judged. */
export interface RunOptions {
  /** The seed of the sample and of everything that checks draw. */
  readonly seed: string;
  /** How many are drawn; all when it is not said. */
  readonly count: number | undefined;
  /** Whether the alternatives are left out. */
  readonly solutionsOnly: boolean;
}

/** The mutants of one exercise: all there are, and those that are judged. */
interface Part {
  readonly exercise: Exercise;
  readonly all: readonly SubjectMutant[];
  readonly drawn: readonly SubjectMutant[];
}

/** Judges the mutants of exercises and tells of them; returns the exit code. */
export async function runMutants(
  kit: Kit,
  exercises: readonly Exercise[],
  options: RunOptions,
): Promise<number> {
  const { terminal } = kit;
  const parts = drawn(kit, exercises, options);
  const count = parts.reduce((sum, { drawn }) => sum + drawn.length, 0);
  terminal.print(`${count} mutants, seed ${options.seed}`);
  let open = 0;
  for (const part of parts) {
    open += await runPart(kit, part, options.seed);
    if (kit.signal.aborted) return EXIT.interrupted;
  }
  terminal.print(closing(kit, open));
  return open === 0 ? EXIT.ok : EXIT.notPassed;
}

function drawn(
  { root, lessons }: Kit,
  exercises: readonly Exercise[],
  { seed, count, solutionsOnly }: RunOptions,
): Part[] {
  const mutants = exercises.map((exercise) =>
    mutantsOf({ root, lessons, exercise })
  );
  const eligible = mutants.flat().filter(({ file }) =>
    !solutionsOnly || file.startsWith("solutions/")
  );
  const chosen = new Set(
    count === undefined ? eligible : sample(eligible, count, seed),
  );
  return exercises.map((exercise, at) => {
    const all = mutants[at]!;
    return { exercise, all, drawn: all.filter((one) => chosen.has(one)) };
  });
}

/** Judges the mutants of one exercise; returns how many things are open. */
async function runPart(
  kit: Kit,
  { exercise, all, drawn }: Part,
  seed: string,
): Promise<number> {
  const explanations = await explanationsFor(kit, exercise);
  const problems = explanationProblems(explanations, all);
  for (const problem of problems) tell(kit, `- ${problem}`);
  if (drawn.length === 0) return problems.length;
  const startedAt = performance.now();
  const store = new FateStore(kit.root, exercise);
  const judged = await judgeMutants(exercise, drawn, {
    seed,
    store,
    signal: kit.signal,
    onProgress: (done) =>
      kit.terminal.status(
        `${label(exercise)}: ${done} of ${drawn.length} mutants …`,
      ),
  });
  if (drawn.length === all.length && !kit.signal.aborted) store.keepOnly(all);
  const sum = sumOf(judged, explanations);
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  for (const line of openLines(sum)) kit.terminal.print(line);
  kit.terminal.print(`${label(exercise)}: ${sumLine(sum)}; ${seconds} s`);
  return problems.length + sum.unexplained.length + sum.faults.length;
}

async function explanationsFor(
  { root, lessons }: Kit,
  exercise: Exercise,
): Promise<Explanation[]> {
  const all = await explanationsOf(root, lessonOf(lessons, exercise));
  return all.filter((one) => one.exercise === exercise.number);
}

function tell({ terminal }: Kit, text: string): void {
  terminal.print(wrap(text, terminal.width, "  "));
}

function closing({ prefix }: Kit, open: number): string {
  if (open === 0) return "\nEvery mutant is rejected or explained.";
  const things = open === 1 ? "One thing is" : `${open} things are`;
  return `\n${things} open. A survivor that the text forbids needs a check or a drawn value; one
that it allows needs a sentence in tests/mutants/. Then: ${prefix} mutants`;
}
