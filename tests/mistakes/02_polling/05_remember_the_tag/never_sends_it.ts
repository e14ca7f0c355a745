// Caught by: sends the tag back as it came
// Misconception: fetch does that by itself.
// Says: If-None-Match
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
    const response: Response = await fetch(address, {
      signal: signal ?? null,
    });
    const isNew = response.status !== 304;
    for (const message of isNew ? await response.json() : []) {
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
