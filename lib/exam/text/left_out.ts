import { grouped } from "../../text/grouped.ts";

/** Stands in an account for steps that are not told. */
const leftOut = /^… ([\d,]{1,20}) more steps$/;

/** How many steps a line of an account stands for: more than one where some are left out. */
export function stepsIn(line: string): number {
  const [, count] = leftOut.exec(line) ?? [];
  return count === undefined ? 1 : Number(count.replaceAll(",", ""));
}

/** The line that stands for so many steps. */
export function stepsLeftOut(count: number): string {
  return `… ${grouped(count)} more steps`;
}
