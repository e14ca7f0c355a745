import type { Exercise } from "catalogue";
import { rightFiles } from "../solution_problems.ts";
import { type Proving, textOf } from "../proving.ts";
import { makeMutants, type Mutant } from "./make_mutants.ts";

/** A mutant of a right solution. */
export interface SubjectMutant extends Mutant {
  /** What it is to be rejected by the checks of. */
  readonly exercise: Exercise;
  /** Path of the right solution, from the kit's folder. */
  readonly file: string;
}

/** All mutants of the right solutions of an exercise. */
export function mutantsOf(proving: Proving): SubjectMutant[] {
  const { exercise } = proving;
  return rightFiles(proving).flatMap((file) =>
    makeMutants(textOf(proving, file))
      .map((mutant) => ({ ...mutant, exercise, file }))
  );
}
