/**
 * 2.5 Remember the tag
 *
 * Carl reads the board on a train, 50 megabytes a month, and the board knows
 * when it has nothing new for him. Say what you have, and let it say so in one
 * line.
 *
 * @module
 */
import type { Message } from "kernel";

/** Options for {@linkcode messages}. */
export interface Options {
  /**
   * Id of the last message that the caller has seen.
   *
   * @default {0}
   */
  since?: number;
  /**
   * Ends the iteration.
   *
   * @default {undefined} The iteration ends only with an error.
   */
  signal?: AbortSignal;
  /**
   * Time between the end of an answer and the next question, in milliseconds.
   *
   * @default {2_000}
   */
  intervalMs?: number;
}

/** Yields every message of the board at `url` after `since`, and asks with tags. */
export async function* messages(
  url: URL,
  options: Options = {},
): AsyncGenerator<Message> {
  const { since = 0, intervalMs = 2_000, signal } = options;
  let cursor = since;
  while (!signal?.aborted) {
    const address = new URL(`messages?since=${cursor}`, url);
    const response = await fetch(address, { signal: signal ?? null });
    // TODO: Ask with the tag of the last answer to this URL, if there was one, and meet 304.
    if (response.headers.has("etag")) {
      throw new Error("Remove this line and remember the tag");
    }
    for (const message of await response.json()) {
      cursor = message.id;
      yield message;
      if (signal?.aborted) return;
    }
    await pause(intervalMs, signal);
  }
}

/** Resolves after `ms`, or as soon as `signal` aborts. */
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
