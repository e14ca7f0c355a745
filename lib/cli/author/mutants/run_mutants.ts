import { type Exercise, label } from "catalogue";
import { EXIT, type Kit } from "../../kit/kit.ts";
import { wrap } from "../../kit/wrap.ts";
import {
  explanationProblems,
  needlessExplanations,
} from "./explanations_of.ts";
import { FateStore } from "./fate_store.ts";
import type { gradeMutant } from "./grade_mutant.ts";
import { type Judged, judgeMutants } from "./judge_mutants.ts";
import { type Choice, type Part, partsOf } from "./parts_of.ts";
import { ProvedList } from "./proved_list.ts";
import type { SubjectMutant } from "./subject_mutant.ts";
import { openLines, type Sum, sumLine, sumOf } from "./sum.ts";

/** Which mutants are judged, and how. Its seed is that of everything that checks draw, too. */
export interface RunOptions extends Choice {
  /** Grades one; by default with the checks of its exercise. */
  readonly grade?: typeof gradeMutant;
}

/** Judges the mutants of exercises and tells of them; returns the exit code. */
export async function runMutants(
  kit: Kit,
  exercises: readonly Exercise[],
  options: RunOptions,
): Promise<number> {
  const { terminal } = kit;
  const proved = new ProvedList(kit.root);
  const parts = await partsOf(kit, exercises, options, proved);
  const count = parts.reduce((sum, { chosen }) => sum + chosen.length, 0);
  terminal.print(`${count} mutants, seed ${options.seed}`);
  let open = 0;
  for (const part of parts) {
    open += await runPart(kit, part, { ...options, proved });
    if (kit.signal.aborted) return EXIT.interrupted;
  }
  terminal.print(closing(kit, open));
  return open === 0 ? EXIT.ok : EXIT.notPassed;
}

/** What a run goes by. */
interface Run extends RunOptions {
  readonly proved: ProvedList;
}

/** Judges the mutants of one exercise; returns how many things are open. */
async function runPart(kit: Kit, part: Part, run: Run): Promise<number> {
  const { terminal, signal } = kit;
  const { exercise, explanations, all, chosen } = part;
  const tell = (text: string) =>
    terminal.print(wrap(`- ${text}`, terminal.width, "  "));
  const problems = explanationProblems(explanations, all);
  problems.forEach(tell);
  if (chosen.length === 0) return problems.length;
  const startedAt = performance.now();
  const store = new FateStore(kit.root, exercise);
  const judged = await judgeMutants(exercise, chosen, {
    ...run,
    store,
    signal,
    onProgress: (done) =>
      terminal.status(`${label(exercise)}: ${done} of ${chosen.length} …`),
  });
  const sum = sumOf(judged, explanations);
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  for (const line of openLines(sum)) terminal.print(line);
  needlessExplanations(explanations, all, rejectedOf(judged)).forEach(tell);
  terminal.print(`${label(exercise)}: ${sumLine(sum)}; ${seconds} s`);
  if (!signal.aborted) writeDown(part, sum, { store, proved: run.proved });
  return problems.length + sum.unexplained.length + sum.faults.length;
}

function rejectedOf(judged: readonly Judged[]): ReadonlySet<SubjectMutant> {
  return new Set(
    judged.filter(({ fate }) => fate.kind === "rejected")
      .map(({ mutant }) => mutant),
  );
}

/** Keeps for the next run what is known of files all of whose mutants were judged. */
function writeDown(
  part: Part,
  { unexplained, faults }: Sum,
  { store, proved }: { store: FateStore; proved: ProvedList },
): void {
  const { all, chosen } = part;
  if (chosen.length === all.length) store.keepOnly(all);
  const open = new Set(
    [...unexplained, ...faults].map(({ mutant }) => mutant.file),
  );
  const left = new Set(
    all.filter((one) => !chosen.includes(one)).map(({ file }) => file),
  );
  for (const file of new Set(chosen.map(({ file }) => file))) {
    if (open.has(file)) proved.set({ ...part, file }, false);
    else if (!left.has(file)) proved.set({ ...part, file }, true);
  }
}

function closing({ prefix }: Kit, open: number): string {
  if (open === 0) return "\nEvery mutant is rejected or explained.";
  const things = open === 1 ? "One thing is" : `${open} things are`;
  return `\n${things} open. A survivor that the text forbids needs a check or a drawn value; one
that it allows needs a sentence in tests/mutants/. Then: ${prefix} mutants`;
}
