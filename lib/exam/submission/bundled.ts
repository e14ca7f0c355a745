import { createHash } from "node:crypto";
import { dirname, join } from "@std/path";
import { denoFolder } from "./deno_folder.ts";
import { kitFolder } from "../kit_folder.ts";
import { sourceDigest } from "./source_digest.ts";

/** How a bundle is made. */
export interface BundleOptions {
  /** A module that stays outside, to be found when the bundle runs. */
  readonly external?: string;
  /** Whether it does without the modules of Node.js, which take long to load. */
  readonly withoutNode?: boolean;
}

/**
 * Bundles modules, given by name and source, and returns the folder in which
 * they are as `NAME.js`. What was bundled once is found again, until a source
 * of the kit changes.
 *
 * @throws {Error} If they cannot be bundled.
 */
export async function bundled(
  entries: Readonly<Record<string, string>>,
  options: BundleOptions = {},
): Promise<string> {
  const folder = folderOf(entries, options);
  return await (made[folder] ??= isFolder(folder)
    ? Promise.resolve(folder)
    : make(folder, entries, options));
}

/** Whether these were bundled before, and no source has changed since. */
export function isBundled(
  entries: Readonly<Record<string, string>>,
  options: BundleOptions = {},
): boolean {
  return isFolder(folderOf(entries, options));
}

function folderOf(
  entries: Readonly<Record<string, string>>,
  options: BundleOptions,
): string {
  const key = createHash("sha256")
    .update(JSON.stringify([sourceDigest(), entries, options]))
    .digest("hex").slice(0, 16);
  return join(denoFolder(), "hold_the_line", key);
}

/** What this process has bundled or found, by folder. */
const made: Record<string, Promise<string>> = {};

/** Makes the folder beside its place, so that nobody ever finds half of it. */
async function make(
  folder: string,
  entries: Readonly<Record<string, string>>,
  options: BundleOptions,
): Promise<string> {
  await Deno.mkdir(dirname(folder), { recursive: true });
  const work = await Deno.makeTempDir({
    dir: dirname(folder),
    prefix: "work_",
  });
  try {
    const files = Object.entries(entries);
    await Promise.all(
      files.map(([name, source]) =>
        Deno.writeTextFile(join(work, `${name}.ts`), source)
      ),
    );
    const output = join(work, "bundled");
    await bundle(
      files.map(([name]) => join(work, `${name}.ts`)),
      output,
      options,
    );
    await removeOld(dirname(folder));
    await Deno.rename(output, folder).catch(() => {
      // Another process was faster; anything else is an error.
      if (!isFolder(folder)) throw new Error(`Cannot write ${folder}`);
    });
    return folder;
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

/** Bundles of earlier states of the kit; whoever still runs one has begun within a month. */
const keptMs = 30 * 24 * 3_600_000;

async function removeOld(parent: string): Promise<void> {
  for await (const { name } of Deno.readDir(parent)) {
    if (!/^[0-9a-f]{16}$/.test(name)) continue;
    try {
      await removeIfOld(join(parent, name));
    } catch (error) {
      // Somebody else cleans up at the same time.
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}

async function removeIfOld(path: string): Promise<void> {
  const made = (await Deno.stat(path)).mtime?.getTime() ?? Infinity;
  if (Date.now() - made < keptMs) return;
  await Deno.remove(path, { recursive: true });
}

async function bundle(
  files: readonly string[],
  output: string,
  { external, withoutNode }: BundleOptions,
): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "bundle",
      "--quiet",
      "--frozen",
      "--no-check",
      `--config=${join(kitFolder, "deno.json")}`,
      ...(files.length > 1 ? ["--code-splitting"] : []),
      ...(external === undefined ? [] : [`--external=${external}`]),
      ...(withoutNode ? ["--platform=browser"] : []),
      `--outdir=${output}`,
      ...files,
    ],
    cwd: kitFolder,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (success) return;
  const cause = new TextDecoder().decode(stderr).trim().split("\n\n")[0];
  throw new Error(
    `Cannot put together what an exercise may import: ${cause}. ` +
      "Check the network or the proxy, then try again",
  );
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
