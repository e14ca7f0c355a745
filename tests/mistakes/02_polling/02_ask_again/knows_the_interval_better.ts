// Caught by: keeps to intervalMs
// Misconception: Two seconds are two seconds.
// Says: for the caller to say
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
  const { since = 0, signal } = options;
  let cursor = since;
  while (!signal?.aborted) {
    const address = new URL(`messages?since=${cursor}`, url);
    const response = await fetch(address, { signal: signal ?? null });
    for (const message of await response.json()) {
      cursor = message.id;
      yield message;
      if (signal?.aborted) return;
    }
    await pause(2_000, signal);
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
