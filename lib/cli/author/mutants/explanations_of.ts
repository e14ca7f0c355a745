import type { Lesson } from "catalogue";
import { isThere } from "../../kit/author_files.ts";
import type { Explanation } from "./explanation.ts";
import type { Mutant } from "./make_mutants.ts";

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
    explanation.change === mutant.change &&
    `\n${mutant.context}`.endsWith(`\n${explanation.in}`);
}

/** What is known of a mutant that may be explained. */
export interface Explained extends Pick<Mutant, "change" | "context" | "line"> {
  /** What it is a mutant of. */
  readonly exercise: { readonly number: string };
  /** The right solution. */
  readonly file: string;
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
    const name = nameOf(one);
    const places = placesOf(one, mutants);
    const [twice] = places.filter(({ file }, at) =>
      places.findIndex((other) => other.file === file) !== at
    );
    return [
      ...(twice === undefined ? [] : [
        `The explanation of ${name} matches two places of ${twice.file}: put the line before it into "in", too.`,
      ]),
      ...(places.length > 0 ? [] : [
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

/** The lines that an explanation is about, each once. */
function placesOf(
  explanation: Explanation,
  mutants: readonly Explained[],
): Explained[] {
  const found = mutants.filter((mutant) => explains(explanation, mutant));
  const once = new Map(found.map((one) => [`${one.file}:${one.line}`, one]));
  return [...once.values()];
}

function nameOf({ exercise, change, in: line }: Explanation): string {
  return `${exercise} "${change}" in "${line}"`;
}

/** Which explanations nobody needs, now that these mutants are rejected and no other is left that they are of. */
export function needlessExplanations(
  explanations: readonly Explanation[],
  all: readonly Explained[],
  rejected: ReadonlySet<Explained>,
): string[] {
  return explanations.filter((one) => {
    const found = all.filter((mutant) => explains(one, mutant));
    return found.length > 0 && found.every((each) => rejected.has(each));
  }).map((one) =>
    `The explanation of ${nameOf(one)} is of what a check rejects: take it out.`
  );
}
