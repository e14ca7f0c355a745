/** How long an event may take to come, in real milliseconds. */
const EVENT_WITHIN_MS = 1_000;

/** Whether the system reports that a file was saved. */
export async function seesChanges(): Promise<boolean> {
  try {
    const folder = await Deno.makeTempDir({ prefix: "hold-the-line-" });
    try {
      return await seesChangeIn(folder);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  } catch {
    return false;
  }
}

async function seesChangeIn(folder: string): Promise<boolean> {
  using watcher = Deno.watchFs(folder);
  const timer = setTimeout(() => watcher.close(), EVENT_WITHIN_MS);
  await Deno.writeTextFile(`${folder}/saved`, "");
  for await (const _ of watcher) {
    clearTimeout(timer);
    return true;
  }
  return false;
}
