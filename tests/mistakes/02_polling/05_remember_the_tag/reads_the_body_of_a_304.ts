// Caught by: takes 304 as nothing new and goes on
// Misconception: Every answer is JSON.
// Says: A 304 has no body
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
  let tag: string | null = null;
  while (!signal?.aborted) {
    const address = new URL(`messages?since=${cursor}`, url);
    const response: Response = await fetch(address, {
      headers: tag === null ? {} : { "if-none-match": tag },
      signal: signal ?? null,
    });
    const isNew = response.status !== 304;
    const given = response.headers.get("etag");
    if (isNew || given !== null) tag = given;
    for (const message of await response.json()) {
      cursor = message.id;
      tag = null;
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
