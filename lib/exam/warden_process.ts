/**
 * Outlives the examiner by a moment: reads pids and folders from standard
 * input and, when that ends, kills and removes what is left. Ctrl-C reaches
 * every process of the terminal, so this one ignores it.
 *
 * @module
 */
import { TextLineStream } from "@std/streams";

/** Looks at a folder that has to be gone, at most. */
const looksMax = 200;

/** Looks in a row at which it has to be gone. */
const looksGone = 25;

/** Time between two looks, in real milliseconds. */
const lookPauseMs = 40;

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
await Promise.all([...folders].map(removeForGood));
Deno.exit(0);

/**
 * A process that was killed while it wrote, or that was just being started
 * and of which nobody had told, may make its folder once more.
 */
async function removeForGood(folder: string): Promise<void> {
  let gone = 0;
  for (let look = 0; look < looksMax && gone < looksGone; look++) {
    gone = await remove(folder) ? 0 : gone + 1;
    await new Promise((resolve) => setTimeout(resolve, lookPauseMs));
  }
}

/** Removes what is there; returns whether something was. */
async function remove(folder: string): Promise<boolean> {
  try {
    await Deno.remove(folder, { recursive: true });
    return true;
  } catch (error) {
    return !(error instanceof Deno.errors.NotFound);
  }
}
