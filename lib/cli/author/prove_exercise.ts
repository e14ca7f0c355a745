import { toFileUrl } from "@std/path";
import { exerciseFiles } from "../kit/author_files.ts";
import { entryProblems } from "./entry_problems.ts";
import { sideBySide, suiteOf } from "./examine.ts";
import { exportProblems } from "./export_problems.ts";
import { fileProblems, listProblems } from "./file_problems.ts";
import { mistakeProblems, mistakeSetProblems } from "./mistake_problems.ts";
import { mistakesOf } from "./mistakes.ts";
import { type Proving, systemPath } from "./proving.ts";
import { rightFiles, solutionProblems } from "./solution_problems.ts";
import { stubProblems, stubTextProblems } from "./stub_problems.ts";
import { suiteProblems } from "./suite_problems.ts";
import { textProblems } from "./text_problems.ts";
import { typeProblems } from "./type_problems.ts";
import { wordsLeft } from "./words_left.ts";

/** Finds out one thing; the problems are sentences. */
type Proof = () => readonly string[] | Promise<readonly string[]>;

/**
 * Everything that is missing or unproven of an exercise, in full sentences, as
 * soon as it is known. What cannot be run because a file is missing is not run.
 */
export async function* proveExercise(
  proving: Proving,
): AsyncGenerator<string> {
  yield* entryProblems(proving);
  const missing = fileProblems(proving);
  yield* missing;
  if (missing.length > 0) return;
  yield* listProblems(proving);
  yield* wordsLeft(proving);
  const { suite, mistakes } = exerciseFiles(proving.exercise);
  const loading = await loadAll(proving, [suite.path, mistakes.path]);
  yield* loading;
  if (loading.length > 0) return;
  const exporting = await exportProblems(proving);
  yield* exporting;
  if (exporting.length > 0) return;
  // Alone: it would take the time that limits are measured in from a check.
  yield* await typeProblems(proving.root, modulesOf(proving));
  yield* inTurns(proofsOf(proving, await checksOf(proving)));
}

async function checksOf({ exercise }: Proving) {
  return (await suiteOf(exercise)).checks;
}

function proofsOf(
  proving: Proving,
  checks: Awaited<ReturnType<typeof checksOf>>,
): Proof[] {
  const { exercise } = proving;
  const proofs = mistakesOf(exercise);
  return [
    () => suiteProblems(checks),
    () => textProblems(proving, checks),
    () => stubTextProblems(proving),
    () => mistakeSetProblems(checks, proofs),
    () => stubProblems(proving),
    ...rightFiles(proving).map((path) => () => solutionProblems(proving, path)),
    ...proofs.map((proof) => () => mistakeProblems(exercise, proof)),
  ];
}

/** The modules of an exercise, from the kit's folder. */
function modulesOf(proving: Proving): string[] {
  const { exercise, stub, suite, mistakes } = exerciseFiles(proving.exercise);
  const files = [exercise, stub, suite, mistakes].map(({ path }) => path);
  return [...files, ...rightFiles(proving)];
}

/** Loads the suite, then what declares the mistakes. */
async function loadAll(
  proving: Proving,
  [suite, mistakes]: readonly [suite: string, mistakes: string],
): Promise<string[]> {
  const load = async (path: string, loading: () => Promise<unknown>) => {
    try {
      await loading();
      return [];
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      return [`${path} does not load: mend it. ${cause}`];
    }
  };
  return [
    ...await load(suite, () => suiteOf(proving.exercise)),
    ...await load(
      mistakes,
      () => import(toFileUrl(systemPath(proving, mistakes)).href),
    ),
  ];
}

/** Each begins together with the one before; the answers are in order. */
async function* inTurns(proofs: readonly Proof[]): AsyncGenerator<string> {
  const begun: Promise<readonly string[]>[] = [];
  const begin = async (proof: Proof) => await proof();
  for (const at of proofs.keys()) {
    for (const proof of proofs.slice(begun.length, at + sideBySide)) {
      const running = begin(proof);
      // It fails in its own turn.
      running.catch(() => {});
      begun.push(running);
    }
    yield* await begun[at]!;
  }
}
