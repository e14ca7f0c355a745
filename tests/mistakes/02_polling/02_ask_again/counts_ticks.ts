// Caught by: asks once within a second of waking up
// Misconception: A clock that ticks ten times a second knows how long it has been.
// Says: Whoever counts ticks waits again
import type { Message } from "kernel";

interface Options {
  since?: number;
  signal?: AbortSignal;
  intervalMs?: number;
}

export async function* messages(
  url: URL,
  options: Options = {},
): AsyncGenerator<Message> {
  const { since = 0, intervalMs = 2_000, signal } = options;
  let cursor = since;
  while (!signal?.aborted) {
    const address = new URL(`messages?since=${cursor}`, url);
    const response = await fetch(address, { signal: signal ?? null });
    for (const message of await response.json()) {
      cursor = message.id;
      yield message;
      if (signal?.aborted) return;
    }
    await pause(intervalMs, signal);
  }
}

async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  for (let leftMs = ms; leftMs > 0 && !signal?.aborted; leftMs -= 100) {
    const { promise, resolve } = Promise.withResolvers<void>();
    const done = () => resolve();
    const timer = setTimeout(done, Math.min(100, leftMs));
    signal?.addEventListener("abort", done);
    await promise;
    clearTimeout(timer);
    signal?.removeEventListener("abort", done);
  }
}
