/**
 * Outlives the examiner by a moment: reads pids and folders from standard
 * input and, when that ends, kills and removes what is left. Ctrl-C reaches
 * every process of the terminal, so this one ignores it.
 *
 * @module
 */
import { TextLineStream } from "@std/streams";

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

for (const pid of pids) quietly(() => Deno.kill(pid, "SIGKILL"));
for (const folder of folders) {
  quietly(() => Deno.removeSync(folder, { recursive: true }));
}
Deno.exit(0);

/** What is gone already needs no second end. */
function quietly(end: () => void): void {
  try {
    end();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) console.error(String(error));
  }
}
