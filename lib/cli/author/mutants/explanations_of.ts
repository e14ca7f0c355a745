import type { Lesson } from "catalogue";
import { isThere } from "../../kit/author_files.ts";
import type { Explanation } from "./explanation.ts";

/** A reason is a sentence at least. */
const reasonLengthMin = 20;

/** The survivors of a lesson that are right; none when no file says so. */
export async function explanationsOf(
  root: URL,
  { path }: Pick<Lesson, "path">,
): Promise<readonly Explanation[]> {
  const file = `tests/mutants/${path}.ts`;
  if (!isThere(root, file)) return [];
  const { explanations } = await import(new URL(file, root).href);
  return explanations;
}

/** Whether an explanation is of this mutant. */
export function explains(
  explanation: Explanation,
  mutant: Explained,
): boolean {
  return explanation.exercise === mutant.exercise.number &&
    explanation.in === mutant.in && explanation.change === mutant.change;
}

/** What is known of a mutant that may be explained. */
export interface Explained extends Pick<Explanation, "in" | "change"> {
  /** What it is a mutant of. */
  readonly exercise: { readonly number: string };
}

/** What is wrong with the explanations of exercises, all of whose mutants are given. */
export function explanationProblems(
  explanations: readonly Explanation[],
  mutants: readonly Explained[],
): string[] {
  const keys = explanations.map(({ exercise, in: line, change }) =>
    JSON.stringify([exercise, line, change])
  );
  return explanations.flatMap((one, at) => {
    const name = `${one.exercise} "${one.change}" in "${one.in}"`;
    return [
      ...(mutants.some((mutant) => explains(one, mutant)) ? [] : [
        `The explanation of ${name} matches no mutant any more: mend it or take it out.`,
      ]),
      ...(keys.indexOf(keys[at]!) === at
        ? []
        : [`${name} is explained twice: leave one.`]),
      ...(one.because.length >= reasonLengthMin ? [] : [
        `${name} is explained by "${one.because}": write the sentence of the text that allows it, or why nobody can tell the difference.`,
      ]),
    ];
  });
}
