/** Windows knows only the first. */
const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT"]
  : ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Turns Ctrl-C into an abort, so that a command can stop what it started.
 *
 * @param exitCode Used when a second Ctrl-C shows that nobody waits any more
 * @returns A signal that aborts at the first Ctrl-C
 */
export function interrupts(exitCode: number): AbortSignal {
  const controller = new AbortController();
  for (const name of SIGNALS) {
    Deno.addSignalListener(name, () => {
      if (controller.signal.aborted) Deno.exit(exitCode);
      controller.abort(new DOMException("Interrupted", "AbortError"));
    });
  }
  return controller.signal;
}
