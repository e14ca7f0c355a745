// Keeps a tag for every URL it has ever asked, in a Map; throws the reason of the abort; an iterator of pages.
import type { Message } from "kernel";

interface Options {
  since?: number;
  signal?: AbortSignal;
  intervalMs?: number;
}

export async function* messages(
  url: URL,
  options: Options = {},
): AsyncGenerator<Message, never, undefined> {
  const signal = options.signal ?? new AbortController().signal;
  const tags = new Map<string, string>();
  let cursor = options.since ?? 0;
  for (;;) {
    signal.throwIfAborted();
    const { href } = new URL(`messages?since=${cursor}&limit=50`, url);
    const request = new Request(href, { signal });
    const known = tags.get(href);
    if (known !== undefined) request.headers.set("If-None-Match", known);
    const response = await fetch(request);
    const page: Message[] = response.status === 304
      ? []
      : JSON.parse(await response.text());
    const etag = response.headers.get("ETag");
    if (response.status === 200) tags.delete(href);
    if (etag !== null) tags.set(href, etag);
    for (const message of page) {
      yield message;
      signal.throwIfAborted();
      cursor = message.id;
    }
    await sleep(options.intervalMs ?? 2_000, signal);
  }
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  const stop = () => reject(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}
