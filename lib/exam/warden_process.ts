/**
 * Outlives the examiner by a moment: reads pids and folders from standard
 * input and, when that ends, kills and removes what is left. Ctrl-C reaches
 * every process of the terminal, so this one ignores it.
 *
 * @module
 */
import { TextLineStream } from "@std/streams";

/** Attempts to remove a folder, at most. */
const removalsMax = 100;

/** Time between two attempts, in real milliseconds. */
const removalPauseMs = 20;

const pids = new Set<number>();
const folders = new Set<string>();

for (
  const signal of Deno.build.os === "windows"
    ? ["SIGINT"]
    : ["SIGINT", "SIGTERM", "SIGHUP"]
) {
  Deno.addSignalListener(signal as Deno.Signal, () => {});
}

const lines = Deno.stdin.readable
  .pipeThrough(new TextDecoderStream())
  .pipeThrough(new TextLineStream());
for await (const line of lines) {
  const [word, value] = [
    line.slice(0, line.indexOf(" ")),
    line.slice(line.indexOf(" ") + 1),
  ];
  if (word === "watch") pids.add(Number(value));
  if (word === "forget") pids.delete(Number(value));
  if (word === "remove") folders.add(value);
}

for (const pid of pids) {
  try {
    Deno.kill(pid, "SIGKILL");
  } catch (error) {
    // What has ended already needs no second end.
    if (!(error instanceof Deno.errors.NotFound)) console.error(String(error));
  }
}
for (const folder of folders) await removeAll(folder);
Deno.exit(0);

/** A killed process may write for another moment: tries until all is gone. */
async function removeAll(folder: string): Promise<void> {
  for (let attempt = 0; attempt < removalsMax; attempt++) {
    try {
      return await Deno.remove(folder, { recursive: true });
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return;
      await new Promise((resolve) => setTimeout(resolve, removalPauseMs));
    }
  }
}
