/** What the first run fetches beside Deno itself, rounded up, in megabytes. */
export const DOWNLOAD_MEGABYTES = 10;

/** Any package that each command needs; when it is cached, so is the rest. */
const LANDMARK = "deno-std";

/** Says how much the first run downloads, before anything is downloaded. */
export async function announceDownload(): Promise<void> {
  if (await isCached(LANDMARK)) return;
  console.error(
    `First run: downloading at most ${DOWNLOAD_MEGABYTES} MB of packages, once.`,
  );
}

async function isCached(name: string): Promise<boolean> {
  try {
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["info", "--json"],
      stdin: "null",
      stderr: "null",
    }).output();
    const { npmCache } = JSON.parse(new TextDecoder().decode(stdout));
    for await (const registry of Deno.readDir(npmCache)) {
      if (await exists(`${npmCache}/${registry.name}/${name}`)) return true;
    }
  } catch {
    // No cache folder yet, or none that can be read.
  }
  return false;
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch {
    return false;
  }
}
