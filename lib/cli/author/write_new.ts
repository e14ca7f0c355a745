import { fromFileUrl } from "@std/path";
import { isThere } from "../kit/author_files.ts";
import { UsageError } from "../kit/usage_error.ts";

/** What to write: path from the kit's folder to text. */
export type NewFiles = Readonly<Record<string, string>>;

/**
 * Writes files that are not there yet, formatted. Either all or none.
 *
 * @throws {UsageError} If one is there already; its `next` proves what is there
 */
export async function writeNew(
  root: URL,
  files: NewFiles,
  next: string,
): Promise<void> {
  const there = Object.keys(files).find((path) => isThere(root, path));
  if (there) {
    throw new UsageError(
      `Cannot write ${there}: it is there already, and nothing is overwritten`,
      next,
    );
  }
  for (const [path, text] of Object.entries(files)) {
    const file = new URL(path, root);
    await Deno.mkdir(new URL(".", file), { recursive: true });
    await Deno.writeTextFile(file, text, { createNew: true });
  }
  await format(root, Object.keys(files));
}

/**
 * Formats files as the gate demands it, whatever was put into their templates.
 *
 * @throws {Error} If one of them cannot be read as what it is
 */
export async function format(
  root: URL,
  paths: readonly string[],
): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--quiet", ...paths],
    cwd: fromFileUrl(root),
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  if (success) return;
  const cause = new TextDecoder().decode(stderr).trim();
  throw new Error(`Cannot format ${paths.join(", ")}: ${cause}`);
}
