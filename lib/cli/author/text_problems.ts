import type { CheckDefinition } from "exam";
import { hintsOf } from "../progress/hints_of.ts";
import { exerciseFiles, exerciseText } from "../kit/author_files.ts";
import { headingsOf } from "./headings_of.ts";
import { type Proving, textOf } from "./proving.ts";

/** Hints of each exercise, from "where to look" to "how, without the code". */
const hintCount = 3;

/** Where the text of an exercise and its checks do not belong together. */
export function textProblems(
  { root, exercise }: Proving,
  checks: readonly CheckDefinition[],
): string[] {
  const { path } = exerciseText(exercise);
  const text = textOf({ root }, path);
  if (!new RegExp(`^## ${RegExp.escape(exercise.number)} `, "m").test(text)) {
    return [
      `${path} has no part "## ${exercise.number} ${exercise.title}": write it.`,
    ];
  }
  const { all, demanding } = headingsOf(text, exercise.number);
  const named = new Set(checks.map(({ heading }) => heading));
  const lost = checks.filter(({ heading }) => !all.has(heading)).map((
    { name, heading },
  ) =>
    `The check "${name}" names the heading "${heading}", which ${path} does not have: write what is demanded there, or name another heading.`
  );
  const idle = demanding.filter((heading) => !named.has(heading)).map((
    heading,
  ) =>
    `No check names the heading "### ${heading}" of ${path}: write one that judges it, or take the demand out.`
  );
  const hints = exerciseFiles(exercise).hints.path;
  const count = hintsOf(textOf({ root }, hints)).length;
  return [
    ...lost,
    ...idle,
    ...(count === hintCount ? [] : [
      `${hints} has ${count} hints: write ${hintCount}, as a numbered list.`,
    ]),
  ];
}
