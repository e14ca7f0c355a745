/**
 * 2.3 Back off
 *
 * The board was down for a minute, and 2,000 readers asked it every two seconds
 * when it would be back. When it was, they all came in the same instant, and it
 * was down again. Let yours wait like somebody who wants it to recover.
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
   * Time between the end of a good answer and the next question, in milliseconds.
   *
   * @default {2_000}
   */
  intervalMs?: number;
}

/** The server refused, and would refuse again. */
export class HttpError extends Error {
  override name = "HttpError";

  /** Keeps the status of the answer. */
  constructor(readonly status: number) {
    super(`Cannot poll the board: the server answered ${status}`);
  }
}

/** Yields every message of the board at `url` after `since`, whatever happens on the way. */
export async function* messages(
  url: URL,
  options: Options = {},
): AsyncGenerator<Message> {
  const { since = 0, intervalMs = 2_000, signal } = options;
  let cursor = since;
  while (!signal?.aborted) {
    const address = new URL(`messages?since=${cursor}`, url);
    const response = await fetch(address, { signal: signal ?? null });
    for (const message of await response.json()) {
      cursor = message.id;
      yield message;
      if (signal?.aborted) return;
    }
    await pause(intervalMs, signal);
    // TODO: This loop believes that every poll succeeds. Rewrite it as the task's table says.
    throw new Error("Remove this line and back off after errors");
  }
}

/** The longest time that `setTimeout` takes, in milliseconds: beyond it, it fires at once. */
const TIMEOUT_MS_MAX = 2 ** 31 - 1;

/** Resolves after `ms`, or as soon as `signal` aborts. */
async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return;
  await pauseOnce(Math.min(ms, TIMEOUT_MS_MAX), signal);
  if (ms > TIMEOUT_MS_MAX) await pause(ms - TIMEOUT_MS_MAX, signal);
}

async function pauseOnce(ms: number, signal?: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = () => resolve();
  const timer = setTimeout(done, ms);
  signal?.addEventListener("abort", done);
  await promise;
  clearTimeout(timer);
  signal?.removeEventListener("abort", done);
}
