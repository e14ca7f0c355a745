import { fromFileUrl, relative } from "@std/path";
import type { Kit } from "./kit/kit.ts";
import { pathFrom } from "./kit/path_from.ts";

/**
 * Turns a word that is a path to an exercise's file, as a shell completes it
 * where the user stands, into the path that names the exercise everywhere.
 * Every other word stays as it is.
 */
export function exerciseWord(
  { calledIn, root }: Pick<Kit, "calledIn" | "root">,
  word: string,
): string {
  if (!word.endsWith(".ts")) return word;
  const path = relative(fromFileUrl(root), pathFrom(calledIn, word))
    .replaceAll("\\", "/");
  const [, exercise] = /^(?:exercises|solutions)\/(.+)\.ts$/.exec(path) ?? [];
  return exercise ?? word;
}
