import type { Exercise } from "catalogue";
import type { FateStore } from "./fate_store.ts";
import { type Fate, gradeMutant } from "./grade_mutant.ts";
import type { SubjectMutant } from "./subject_mutant.ts";

/** How many mutants are graded at a time. */
const atATime = 2;

/** A mutant, and what became of it. */
export interface Judged {
  /** The mutant. */
  readonly mutant: SubjectMutant;
  /** What became of it. */
  readonly fate: Fate;
}

/** How mutants are judged. */
export interface JudgeOptions {
  /** The seed of everything that checks draw. */
  readonly seed: string;
  /** What is known from before. */
  readonly store: Pick<FateStore, "get" | "set">;
  /** Ends the judging early. */
  readonly signal: AbortSignal;
  /** Told before each that is graded how many are done. */
  readonly onProgress: (done: number) => void;
  /** Grades one. @default {gradeMutant} */
  readonly grade?: typeof gradeMutant;
}

/**
 * Judges mutants of one exercise, two at a time, in their order. After an
 * abort the rest is missing.
 */
export async function judgeMutants(
  exercise: Exercise,
  mutants: readonly SubjectMutant[],
  options: JudgeOptions,
): Promise<Judged[]> {
  const { seed, store, signal, onProgress, grade = gradeMutant } = options;
  const judged: Judged[] = [];
  // Neighbours fail alike: what rejected the last ones is asked first.
  let first: readonly string[] = [];
  let done = 0;
  const judge = async (mutant: SubjectMutant): Promise<Fate> => {
    const known = store.get(mutant);
    if (known) return known;
    onProgress(done);
    const fate = await grade(exercise, mutant.text, { seed, first });
    if (fate.kind === "rejected") first = [...new Set([fate.by, ...first])];
    store.set(mutant, fate);
    return fate;
  };
  const queue = mutants.entries();
  const work = async () => {
    for (const [index, mutant] of queue) {
      if (signal.aborted) return;
      judged[index] = { mutant, fate: await judge(mutant) };
      done++;
    }
  };
  await Promise.all(Array.from({ length: atATime }, work));
  return judged.filter(Boolean);
}
