// Caught by: has one question open at a time
// Misconception: An answer that has not come after an interval will not come.
// Says: no request
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
    const limit = AbortSignal.timeout(intervalMs);
    const either = AbortSignal.any(signal ? [signal, limit] : [limit]);
    const response = await fetch(address, { signal: either }).catch(() => null);
    if (signal?.aborted) return;
    if (!response) continue;
    for (const message of await response.json()) {
      cursor = message.id;
      yield message;
      if (signal?.aborted) return;
    }
    await pause(intervalMs, signal);
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
