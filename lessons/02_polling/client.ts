/**
 * Lesson 2, the naive client: it asks, yields, waits, and asks again. It works
 * while every answer is a good one. Exercises 2.2, 2.3 and 2.5 mend it.
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
   * Pause between an answer and the next question, in milliseconds.
   *
   * @default {500}
   */
  intervalMs?: number;
}

/** Yields the messages of the board at `url`, each as soon as a poll brings it. */
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
    await new Promise((resume) =>
      setTimeout(resume, options.intervalMs ?? 500)
    );
  }
}
