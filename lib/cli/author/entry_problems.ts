import type { Proving } from "./proving.ts";

/** What a core exercise takes at most; a deep one may take longer. */
const coreMinutesMax = 45;

/** What is wrong with the entry itself, beside the others. */
export function entryProblems(
  { exercise, lessons }: Pick<Proving, "exercise" | "lessons">,
): string[] {
  const { id, number, needs, track, minutes } = exercise;
  const all = lessons.flatMap(({ exercises }) => exercises);
  const count = (test: (other: typeof exercise) => boolean) =>
    all.filter(test).length;
  const earlier = all.slice(0, all.indexOf(exercise)).map(({ id }) => id);
  const problems: string[] = [];
  if (count((other) => other.id === id) > 1) {
    problems.push(
      `The id "${id}" stands in more than one entry: give the newer exercise another one.`,
    );
  }
  if (count((other) => other.number === number) > 1) {
    problems.push(
      `The number ${number} stands in more than one entry: give the newer exercise the next one.`,
    );
  }
  for (const needed of needs.filter((id) => !earlier.includes(id))) {
    problems.push(
      `"${needed}" in needs is no id of an earlier exercise: name one, or take it out.`,
    );
  }
  if (track === "core" && minutes > coreMinutesMax) {
    problems.push(
      `A core exercise takes at most ${coreMinutesMax} minutes, this one ${minutes}: make it smaller, or a deep one.`,
    );
  }
  return problems;
}
