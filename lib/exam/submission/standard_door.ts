import { join } from "@std/path";
import { kitFolder } from "../kit_folder.ts";

/** A name of `@std/*`: the folder of its door, and the path behind it. */
const standardName = /^@std\/([a-z]{1,40})((?:\/[a-z-]{1,80})?)$/;

/**
 * The paths of an `@std/*` package that the kit has a door to, such as `.` and
 * `./status`, with the file behind each; `undefined` for a package without a door.
 */
export function standardDoor(
  name: string,
): Readonly<Record<string, string>> | undefined {
  const [, room] = standardName.exec(name) ?? [];
  if (room === undefined) return undefined;
  const file = join(kitFolder, "lib", "std", room, "deno.json");
  try {
    return JSON.parse(Deno.readTextFileSync(file)).exports;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/**
 * The names that a module of `@std/*` exports in this kit, to the module as a
 * learner wrote it; `undefined` when there is no such module.
 */
export async function standardNames(
  specifier: string,
): Promise<string[] | undefined> {
  const [, , path] = standardName.exec(specifier) ?? [];
  if (path === undefined) return undefined;
  const paths = standardDoor(specifier) ?? {};
  if (!Object.hasOwn(paths, `.${path}`)) return undefined;
  return Object.keys(await import(specifier));
}
