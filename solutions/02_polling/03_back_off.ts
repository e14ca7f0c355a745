/**
 * 2.3 Back off: one possibility.
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
  let errors = 0;
  while (!signal?.aborted) {
    const address = new URL(`messages?since=${cursor}`, url);
    const answer = await ask(address, signal);
    if (signal?.aborted) return;
    if (answer === undefined || mayPass(answer.status)) {
      await pause(answer?.retryAfterMs ?? backoffMs(errors), signal);
      errors++;
      continue;
    }
    if (answer.status >= 400) throw new HttpError(answer.status);
    errors = 0;
    for (const message of answer.messages) {
      cursor = message.id;
      yield message;
      if (signal?.aborted) return;
    }
    await pause(intervalMs, signal);
  }
}

interface Answer {
  status: number;
  retryAfterMs: number | undefined;
  messages: Message[];
}

/** Polls once; undefined when no whole answer came. */
async function ask(
  address: URL,
  signal: AbortSignal | undefined,
): Promise<Answer | undefined> {
  try {
    const response = await fetch(address, { signal: signal ?? null });
    // Read here, so that an answer which breaks in the middle is an error like any other.
    const text = await response.text();
    return {
      status: response.status,
      retryAfterMs: retryAfterMs(response.headers),
      messages: response.status === 200 ? JSON.parse(text) : [],
    };
  } catch {
    return undefined;
  }
}

function mayPass(status: number): boolean {
  return status >= 500 || [408, 425, 429].includes(status);
}

/** Drawn anew each time: the same wait for everybody brings everybody back together. */
function backoffMs(errors: number): number {
  return Math.random() * Math.min(30_000, 500 * 2 ** errors);
}

/** Seconds or a date (RFC 9110 section 10.2.3); undefined when it says nothing of use. */
function retryAfterMs(headers: Headers): number | undefined {
  const value = headers.get("retry-after") ?? "";
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  // Date.parse() takes far more than dates: "2.5" is the fifth of February.
  const ms = / GMT$/.test(value) ? Date.parse(value) - Date.now() : NaN;
  return ms > 0 ? ms : undefined;
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
