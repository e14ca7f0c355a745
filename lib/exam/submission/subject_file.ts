import { join, resolve, SEPARATOR } from "@std/path";
import { kitFolder } from "../kit_folder.ts";

/** Words for what lies in the kit itself. */
const ours: ReadonlySet<string> = new Set(["exercises", "solutions"]);

/**
 * Returns the file that `subject` means for an exercise: `exercises`,
 * `solutions`, one file whatever its name, or a folder that holds the exercises
 * or a folder `exercises`.
 */
export function subjectFile(path: string, subject: string): string {
  if (ours.has(subject)) return join(kitFolder, subject, `${path}.ts`);
  if (!isFolder(subject)) return resolve(subject);
  const nested = join(subject, "exercises", `${path}.ts`);
  return resolve(exists(nested) ? nested : join(subject, `${path}.ts`));
}

/** The folder in which a subject's file must really lie: nobody grades a neighbour's. */
export function subjectRoot(file: string, subject: string): string {
  if (ours.has(subject)) return join(kitFolder, subject);
  const folder = resolve(subject);
  return file.startsWith(`${folder}${SEPARATOR}`) ? folder : file;
}

/** A link to a folder counts as one: that it is a link is said where it is read. */
function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}
