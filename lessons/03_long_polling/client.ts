/**
 * Lesson 3, the naive client: it asks, yields, and asks again. It works while
 * every answer is a good one. Exercise 3.4 mends it.
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
}

/** Yields the messages of the board at `url` as they come. */
export async function* messages(
  url: URL,
  options: Options = {},
): AsyncGenerator<Message> {
  const { since = 0, signal = new AbortController().signal } = options;
  let cursor = since;
  while (!signal.aborted) {
    const address = new URL(`messages?since=${cursor}`, url);
    const response = await fetch(address, { signal });
    for (const message of await response.json()) {
      cursor = message.id;
      yield message;
    }
  }
}
