/**
 * Outlives the examiner by a moment: reads pids and folders from standard
 * input and, when that ends, kills and removes what is left. Meanwhile it
 * kills who takes too much memory. Ctrl-C reaches every process of the
 * terminal, so this one ignores it.
 *
 * @module
 */
import { TextLineStream } from "@std/streams";
import { removeForGood } from "./remove_for_good.ts";
import { WatchList } from "./watch_list.ts";

for (
  const signal of Deno.build.os === "windows"
    ? ["SIGINT"]
    : ["SIGINT", "SIGTERM", "SIGHUP"]
) {
  Deno.addSignalListener(signal as Deno.Signal, () => {});
}

const processes = new WatchList();
const folders = new Set<string>();
const encoder = new TextEncoder();
processes.begin();

try {
  const lines = Deno.stdin.readable
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream());
  for await (const line of lines) await obey(line);
} finally {
  try {
    await processes.killAll();
  } finally {
    await Promise.all([...folders].map(removeForGood));
  }
}
Deno.exit(0);

async function obey(line: string): Promise<void> {
  const word = line.slice(0, line.indexOf(" "));
  const value = line.slice(line.indexOf(" ") + 1);
  const [pid = 0, bytes = 0] = value.split(" ").map(Number);
  if (word === "watch") await processes.watch(pid, bytes);
  if (word === "remove") folders.add(value);
  if (word === "forget") {
    const killedAt = processes.forget(pid) ?? "";
    answer(`forgot ${pid} ${killedAt}`.trimEnd());
  }
}

/** An examiner that was ended hears nothing any more; what it left behind is seen to all the same. */
function answer(line: string): void {
  try {
    Deno.stdout.writeSync(encoder.encode(`${line}\n`));
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}
