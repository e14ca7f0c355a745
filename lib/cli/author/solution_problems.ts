import type { VerdictEvent } from "exam";
import {
  alternativesFolder,
  exerciseFiles,
  modulesIn,
} from "../kit/author_files.ts";
import { examine, sideBySide, told } from "./examine.ts";
import { type Proving, systemPath } from "./proving.ts";

/** The solution and the alternatives of an exercise, from the kit's folder. */
export function rightFiles({ root, exercise }: Proving): string[] {
  const others = modulesIn(root, alternativesFolder(exercise));
  return [exerciseFiles(exercise).solution.path, ...others];
}

/** What a right solution does not pass. */
export async function solutionProblems(
  proving: Proving,
  path: string,
): Promise<string[]> {
  const file = systemPath(proving, path);
  const events = await examine(proving.exercise, file, { sideBySide });
  return failures(events).map((failure) =>
    `${path} does not pass every check: mend it, or the check.\n${failure}`
  );
}

/** What did not pass; a run without any check is a failure too. */
export function failures(events: readonly VerdictEvent[]): string[] {
  if (events.length === 0) return ["No check was run"];
  return events.filter(({ verdict }) => verdict !== "pass").map(told);
}
