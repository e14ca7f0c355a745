// Caught by: asks with the id of the last message that came
// Misconception: The cursor is the last id of the last answer.
// Says: an empty answer says nothing about it
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
    const news: Message[] = await response.json();
    cursor = news.at(-1)?.id ?? since;
    for (const message of news) {
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
