import type { Exercise, Lesson } from "catalogue";
import { fromFileUrl } from "@std/path";

/** What is proved, and where its files are. */
export interface Proving {
  /** The folder of the kit, ending in "/". */
  readonly root: URL;
  /** All lessons. */
  readonly lessons: readonly Lesson[];
  /** The exercise. */
  readonly exercise: Exercise;
}

/** The text of a file, with the line ends of the kit. */
export function textOf({ root }: Pick<Proving, "root">, path: string): string {
  return Deno.readTextFileSync(new URL(path, root)).replaceAll("\r\n", "\n");
}

/** The path of a file as the system writes it. */
export function systemPath(
  { root }: Pick<Proving, "root">,
  path: string,
): string {
  return fromFileUrl(new URL(path, root));
}

/** Demands of a test that nothing is left to prove. */
export function assertProved(problems: readonly string[]): void {
  if (problems.length > 0) throw new Error(problems.join("\n\n"));
}
