/** Windows knows only the first. */
const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT"]
  : ["SIGINT", "SIGTERM", "SIGHUP"];

/** `deno task` passes Ctrl-C on, so that one may come twice; real milliseconds. */
const SAME_PRESS_MS = 500;

/**
 * Turns Ctrl-C into an abort, so that a command can stop what it started.
 *
 * @param exitCode Used when a second Ctrl-C shows that nobody waits any more
 * @returns A signal that aborts at the first Ctrl-C
 */
export function interrupts(exitCode: number): AbortSignal {
  const controller = new AbortController();
  let pressedAt = -Infinity;
  for (const name of SIGNALS) {
    Deno.addSignalListener(name, () => {
      const samePress = performance.now() - pressedAt < SAME_PRESS_MS;
      if (samePress) return;
      if (controller.signal.aborted) Deno.exit(exitCode);
      pressedAt = performance.now();
      controller.abort(new DOMException("Interrupted", "AbortError"));
    });
  }
  return controller.signal;
}
