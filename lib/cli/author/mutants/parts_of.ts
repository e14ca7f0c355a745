import type { Exercise } from "catalogue";
import { lessonOf } from "../../kit/choose.ts";
import type { Kit } from "../../kit/kit.ts";
import type { Explanation } from "./explanation.ts";
import { explanationsOf } from "./explanations_of.ts";
import type { ProvedList } from "./proved_list.ts";
import { sample } from "./sample.ts";
import { mutantsOf, type SubjectMutant } from "./subject_mutant.ts";

/** Which mutants are judged. */
export interface Choice {
  /** The seed of the sample. */
  readonly seed: string;
  /** How many are drawn; all when it is not said. */
  readonly count?: number | undefined;
  /** Whether all mutants of what changed since it was proved come on top. */
  readonly changed: boolean;
  /** Whether the alternatives are left out. */
  readonly solutionsOnly: boolean;
}

/** The mutants of one exercise. */
export interface Part {
  /** What they are mutants of. */
  readonly exercise: Exercise;
  /** Its survivors that are right. */
  readonly explanations: readonly Explanation[];
  /** All there are. */
  readonly all: readonly SubjectMutant[];
  /** Those that are judged. */
  readonly chosen: readonly SubjectMutant[];
}

/** Makes the mutants of exercises, and chooses those that are judged. */
export async function partsOf(
  { root, lessons }: Kit,
  exercises: readonly Exercise[],
  choice: Choice,
  proved: Pick<ProvedList, "has">,
): Promise<Part[]> {
  const parts = await Promise.all(exercises.map(async (exercise) => ({
    exercise,
    explanations: (await explanationsOf(root, lessonOf(lessons, exercise)))
      .filter((one) => one.exercise === exercise.number),
    all: mutantsOf({ root, lessons, exercise }),
  })));
  const isEligible = ({ file }: SubjectMutant) =>
    !choice.solutionsOnly || file.startsWith("solutions/");
  const eligible = parts.flatMap(({ all }) => all).filter(isEligible);
  const { count = choice.changed ? 0 : Infinity, seed } = choice;
  const drawn = new Set(sample(eligible, count, seed));
  return parts.map((part) => {
    const changed = choice.changed ? changedFiles(part, proved) : new Set();
    const chosen = part.all.filter((one) =>
      drawn.has(one) || (changed.has(one.file) && isEligible(one))
    );
    return { ...part, chosen };
  });
}

/** The right solutions that are not as they were when their mutants were judged. */
function changedFiles(
  part: Omit<Part, "chosen">,
  proved: Pick<ProvedList, "has">,
): ReadonlySet<string> {
  const files = new Set(part.all.map(({ file }) => file));
  return new Set([...files].filter((file) => !proved.has({ ...part, file })));
}
