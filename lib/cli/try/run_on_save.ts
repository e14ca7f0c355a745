import type { Kit } from "../kit/kit.ts";
import type { TryProcess } from "./start_learner.ts";
import { watchFiles } from "../watch/watch_files.ts";

/** Runs something, and again whenever a file is saved, until Ctrl-C. */
export async function runOnSave(
  { terminal, signal: interrupted }: Pick<Kit, "terminal" | "signal">,
  file: URL,
  start: () => Promise<TryProcess>,
): Promise<undefined> {
  const signal = AbortSignal.any([interrupted, terminal.gone]);
  let running: TryProcess | undefined = await start();
  sayWhenOver(running);
  const saved = watchFiles(new URL(".", file), [file], {
    signal,
    onPolling: (cause) =>
      terminal.warn(`Cannot watch files (${cause}): looking once a second.`),
  });
  for await (const _ of saved) {
    terminal.print("\nSaved: starting it again.");
    await end();
    running = await start();
    sayWhenOver(running);
  }
  await end();

  async function end(): Promise<void> {
    const ending = running;
    running = undefined;
    await ending?.[Symbol.asyncDispose]();
  }

  function sayWhenOver(process: TryProcess): void {
    void process.ended.then(() => {
      const over = process === running && !signal.aborted;
      if (over) {
        terminal.print("It has ended. Change it and save to run it again.");
      }
    });
  }
}
