// Caught by: asks at once, but not before it is asked
// Misconception: The sooner the first question goes out, the better.
// Says: a reader who may never come
import type { Message } from "kernel";

interface Options {
  since?: number;
  signal?: AbortSignal;
  intervalMs?: number;
}

export function messages(
  url: URL,
  options: Options = {},
): AsyncGenerator<Message> {
  const { since = 0, signal } = options;
  const first = fetch(new URL(`messages?since=${since}`, url), {
    signal: signal ?? null,
  });
  return follow(url, options, first);
}

async function* follow(
  url: URL,
  options: Options,
  first: Promise<Response>,
): AsyncGenerator<Message> {
  const { since = 0, intervalMs = 2_000, signal } = options;
  let cursor = since;
  let response = await first;
  while (!signal?.aborted) {
    for (const message of await response.json()) {
      cursor = message.id;
      yield message;
      if (signal?.aborted) return;
    }
    await pause(intervalMs, signal);
    if (signal?.aborted) return;
    const address = new URL(`messages?since=${cursor}`, url);
    response = await fetch(address, { signal: signal ?? null });
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
