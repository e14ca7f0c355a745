// Caught by: asks at once, but not before it is asked
// Misconception: First the interval, then the question.
// Says: the first poll
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
    await pause(intervalMs, signal);
    if (signal?.aborted) return;
    const address = new URL(`messages?since=${cursor}`, url);
    const response = await fetch(address, { signal: signal ?? null });
    for (const message of await response.json()) {
      cursor = message.id;
      yield message;
      if (signal?.aborted) return;
    }
  }
}

async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = () => resolve();
  const timer = setTimeout(done, ms);
  signal?.addEventListener("abort", done);
  await promise;
  clearTimeout(timer);
  signal?.removeEventListener("abort", done);
}
