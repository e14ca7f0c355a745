import type { Explanation } from "./explanation.ts";
import { explains } from "./explanations_of.ts";
import type { Judged } from "./judge_mutants.ts";

/** The judged mutants of one exercise, by what has to be done about them. */
export interface Sum {
  /** How many were judged. */
  readonly judged: number;
  /** How many a check rejected. */
  readonly rejected: number;
  /** Survivors that are right. */
  readonly explained: readonly Judged[];
  /** Survivors that nobody has explained. */
  readonly unexplained: readonly Judged[];
  /** Those on which the examiner failed. */
  readonly faults: readonly Judged[];
}

/** Sorts what became of the mutants of one exercise. */
export function sumOf(
  all: readonly Judged[],
  explanations: readonly Explanation[],
): Sum {
  const of = (kind: string) => all.filter(({ fate }) => fate.kind === kind);
  const isExplained = ({ mutant }: Judged) =>
    explanations.some((one) => explains(one, mutant));
  const survivors = of("survived");
  return {
    judged: all.length,
    rejected: of("rejected").length,
    explained: survivors.filter(isExplained),
    unexplained: survivors.filter((one) => !isExplained(one)),
    faults: of("harness-error"),
  };
}

/** One line about a sum: `41 mutants, 38 rejected, 2 explained, 1 unexplained`. */
export function sumLine(sum: Omit<Sum, "mutants">): string {
  const { judged, rejected, explained, unexplained, faults } = sum;
  return [
    `${judged} ${judged === 1 ? "mutant" : "mutants"}`,
    `${rejected} rejected`,
    ...(explained.length > 0 ? [`${explained.length} explained`] : []),
    ...(unexplained.length > 0 ? [`${unexplained.length} unexplained`] : []),
    ...(faults.length > 0 ? [`${faults.length} harness-error`] : []),
  ].join(", ");
}

/** What an author has to look at: where, the change, the line before and after. */
export function openLines({ unexplained, faults }: Sum): string[] {
  return [...unexplained, ...faults].flatMap(({ mutant, fate }) => [
    `${
      fate.kind === "survived" ? "SURVIVED" : "HARNESS "
    } ${mutant.file}:${mutant.line}  ${mutant.change}`,
    `  - ${mutant.in}`,
    `  + ${mutant.becomes}`,
    ...(fate.kind === "harness-error"
      ? fate.told.split("\n").map((line) => `    ${line}`)
      : []),
  ]);
}
