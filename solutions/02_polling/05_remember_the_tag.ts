/**
 * 2.5 Remember the tag: one possibility.
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
  let tag: string | null = null;
  while (!signal?.aborted) {
    const address = new URL(`messages?since=${cursor}`, url);
    const response: Response = await fetch(address, {
      headers: tag === null ? {} : { "if-none-match": tag },
      signal: signal ?? null,
    });
    const isNew = response.status !== 304;
    const given = response.headers.get("etag");
    // A 304 confirms what is there; only a 200 without a tag takes it away.
    if (isNew || given !== null) tag = given;
    for (const message of isNew ? await response.json() : []) {
      cursor = message.id;
      // The cursor is part of the URL, and the tag belongs to the old one.
      tag = null;
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
