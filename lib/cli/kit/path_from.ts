import { resolve } from "@std/path";

/**
 * Resolves a path that the user typed, as `deno task` changes the folder.
 *
 * @param folder The folder in which the user typed it
 * @param path What was typed
 */
export function pathFrom(folder: string, path: string): string {
  return resolve(folder, path);
}
