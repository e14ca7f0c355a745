import type { Exercise } from "catalogue";
import { exerciseFile } from "catalogue";

/** How the learner's file stands, before any grading. */
export type FileState = "missing" | "untouched" | "changed";

/** The pristine copy of an exercise, from the root. */
export function stubFile(exercise: Exercise): string {
  return `tests/stubs/${exercise.path}.ts`;
}

/**
 * Compares the learner's file with the pristine stub; line ends do not count.
 *
 * @param root The folder that holds `exercises/`, ending in "/"
 */
export function fileState(root: URL, exercise: Exercise): FileState {
  const written = readText(new URL(exerciseFile(exercise), root));
  if (written === undefined) return "missing";
  const stub = readText(new URL(stubFile(exercise), root));
  return written === stub ? "untouched" : "changed";
}

/** The line of the first TODO in the learner's file, from 1; 1 without one. */
export function todoLine(root: URL, exercise: Exercise): number {
  const text = readText(new URL(exerciseFile(exercise), root)) ?? "";
  return text.split("\n").findIndex((line) => line.includes("TODO")) + 1 || 1;
}

function readText(path: URL): string | undefined {
  try {
    return Deno.readTextFileSync(path).replaceAll("\r\n", "\n").trimEnd();
  } catch {
    return undefined;
  }
}
