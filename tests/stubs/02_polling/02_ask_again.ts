/**
 * 2.2 Ask again
 *
 * Ben's script asks the board every two seconds. On the day when an answer
 * takes five, three questions are under way at a time, and Ben reads everything
 * twice. Ask again, but only when the last answer is there.
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

/** Yields every message of the board at `url` after `since`, once and in order. */
export async function* messages(
  url: URL,
  options: Options = {},
): AsyncGenerator<Message> {
  const { since = 0, intervalMs = 2_000 } = options;
  const response = await fetch(new URL(`messages?since=${since}`, url));
  yield* await response.json();
  // TODO: That was one question, and nobody could have stopped it. Make a loop of the whole function.
  throw new Error(`Remove this line and ask again after ${intervalMs} ms`);
}
