/** A process that was asked to go is killed after this, in real milliseconds. */
const KILL_AFTER_MS = 2_000;

/**
 * Ends a child process: asks first, then kills.
 *
 * @returns When the process has ended; also when it had ended before
 */
export async function stopChild(child: Deno.ChildProcess): Promise<void> {
  send(child, "SIGTERM");
  const timer = setTimeout(() => send(child, "SIGKILL"), KILL_AFTER_MS);
  await child.status;
  clearTimeout(timer);
}

function send(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch {
    // It has ended already.
  }
}
