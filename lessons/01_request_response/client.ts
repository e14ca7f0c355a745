/**
 * Lesson 1, the naive client: it asks once, yields what is there, and ends. What
 * is published later it never learns; how it could is the rest of this course.
 * It has no limit either: exercise 1.4 mends that.
 *
 * @module
 */
import type { Message } from "kernel";

/** Options for {@linkcode messages}. */
export interface Options {
  /**
   * Ends the iteration.
   *
   * @default {undefined} The iteration ends with the last message that is there.
   */
  signal?: AbortSignal;
}

/** Yields the messages that the board at `url` has now. */
export async function* messages(
  url: URL,
  options: Options = {},
): AsyncGenerator<Message> {
  const { signal = new AbortController().signal } = options;
  const response = await fetch(new URL("messages", url), { signal });
  yield* await response.json();
}
