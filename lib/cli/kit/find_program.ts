import { DELIMITER, join } from "@std/path";

/** Endings that Windows runs. */
const ENDINGS = Deno.build.os === "windows" ? [".exe", ".cmd"] : [""];

/**
 * Finds a program on the search path without starting it.
 *
 * @param name Its name, without ".exe"
 * @param path The search path
 * @returns Its file, or undefined. What npx put there for one run only does
 * not count
 */
export function findProgram(
  name: string,
  path: string = Deno.env.get("PATH") ?? "",
): string | undefined {
  const folders = path.split(DELIMITER)
    .filter((folder) => folder !== "" && !folder.includes("_npx"));
  return folders
    .flatMap((folder) => ENDINGS.map((ending) => join(folder, name + ending)))
    .find(isFile);
}

/** Whether there is a file at a path. */
export function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
