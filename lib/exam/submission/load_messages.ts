/**
 * Reads the messages with which Deno refuses to load a file. They may hold
 * anything of the learner's, so nothing here takes more than linear time.
 *
 * @module
 */
import { kitFolder } from "../kit_folder.ts";

/** How the folder begins into which a submission is copied. */
const folderName = "hold_the_line_";

/** Every pattern begins with words of Deno's, and ends at the next quote or blank. */
const importMessages = [
  /Import "([^"]+)" not a dependency/,
  /Relative import path "([^"]+)" not prefixed/,
  /Failed loading \S{1,200} for package "([^"]+)"/,
  /JSR package manifest for '([^']+)' failed to load/,
  /Failed reading cache entry for '([^']+)'/,
  /Module not found "([^"]+)"/,
  /Requires read access to "([^"]+)"/,
  /Requires import access to "([^"]+)"/,
];

const missing =
  /The requested module '([^']{1,200})' does not provide an export named '(\w{1,200})'/;

/** The name that a module was asked for and does not export. */
export function missingExport(
  message: string,
): { readonly module: string; readonly name: string } | undefined {
  const [, module, name] = missing.exec(message) ?? [];
  return module === undefined || name === undefined
    ? undefined
    : { module, name };
}

/** What the file tried to import, and could not. */
export function importedSpecifier(message: string): string | undefined {
  for (const pattern of importMessages) {
    const [, specifier] = pattern.exec(message) ?? [];
    if (specifier !== undefined) return withoutPaths(specifier);
  }
  return undefined;
}

/** Line and column in the exercise, where the stack names it. */
export function placeIn(stack = ""): string {
  const match = /exercises\/\d\d_\w+\/\w+\.ts:(\d+):(\d+)/.exec(stack);
  return match ? ` (line ${match[1]}, column ${match[2]})` : "";
}

/** Temporary folders mean nothing to a learner. */
export function withoutPaths(text: string): string {
  const [first = "", ...others] = text.replaceAll(`${kitFolder}/`, "")
    .split(folderName);
  return others.reduce((before, part) => {
    const rest = part.replace(/^\w+\/(?:program\/)?/, "");
    return rest === part
      ? before + folderName + part
      : withoutPathAtEnd(before) + rest;
  }, first);
}

/** A text without the path that it ends with. */
function withoutPathAtEnd(text: string): string {
  let end = text.length;
  while (end > 0 && !/[\s"'()<>]/.test(text[end - 1] ?? "")) end--;
  return text.slice(0, end);
}
