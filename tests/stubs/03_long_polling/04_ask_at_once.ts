/**
 * 3.4 Ask at once
 *
 * The other side of the line: Ada's reader. It shows every message the moment
 * it is published, takes a quiet hour for what it is, and when the board is in
 * trouble it does not make the trouble worse.
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
   * Pause between an answer and the next poll, in milliseconds.
   *
   * @default {0}
   */
  pauseMs?: number;
  /**
   * Limit of one poll to the last byte of its answer, in milliseconds.
   *
   * @default {35_000}
   */
  limitMs?: number;
  /**
   * Called when the server cannot answer the cursor; the client goes on from 0.
   *
   * @default {undefined} Nobody is told.
   */
  onReset?: (range: Range) => void;
}

/** What the server still keeps. */
export interface Range {
  /** Id of the oldest kept message. */
  oldest: number;
  /** Id of the newest message. */
  newest: number;
}

/** A newer poll of the same client took the place of this one (409). */
export class PollReplacedError extends Error {
  override name = "PollReplacedError";
}

/** The server refused, and would refuse again. */
export class HttpError extends Error {
  override name = "HttpError";

  /** Keeps the status of the answer. */
  constructor(readonly status: number) {
    super(`Cannot poll the board: the server answered ${status}`);
  }
}

/** Yields every message of the board at `url` after `since`, each once, in order. */
export async function* messages(
  url: URL,
  options: Options = {},
): AsyncGenerator<Message> {
  const { since = 0, signal, pauseMs = 0 } = options;
  const response = await fetch(new URL(`messages?since=${since}`, url));
  yield* await response.json();
  await pause(pauseMs, signal);
  // TODO: That was one poll. Keep the cursor, meet every answer in the task's table, ask again.
  throw new Error("Remove this line and ask again");
}

/** Resolves after `ms`, or as soon as `signal` aborts. */
async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  if (ms === 0 || signal?.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = () => resolve();
  const timer = setTimeout(done, ms);
  signal?.addEventListener("abort", done);
  await promise;
  clearTimeout(timer);
  signal?.removeEventListener("abort", done);
}
