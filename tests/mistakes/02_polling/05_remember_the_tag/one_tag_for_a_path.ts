// Caught by: keeps one tag for each URL
// Misconception: The query is not part of the address.
// Says: The cursor is part of the URL
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
  const tags = new Map<string, string | null>();
  while (!signal?.aborted) {
    const address = new URL(`messages?since=${cursor}`, url);
    tag = tags.get(address.pathname) ?? null;
    const response: Response = await fetch(address, {
      headers: tag === null ? {} : { "if-none-match": tag },
      signal: signal ?? null,
    });
    const isNew = response.status !== 304;
    const given = response.headers.get("etag");
    if (isNew || given !== null) tags.set(address.pathname, given);
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
