/**
 * 3.4 Ask at once: one possibility.
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
  const { since = 0, signal, pauseMs = 0, limitMs = 35_000 } = options;
  let cursor = since;
  let errors = 0;
  while (!signal?.aborted) {
    const address = new URL(`messages?since=${cursor}`, url);
    const answer = await ask(address, limitMs, signal);
    if (signal?.aborted) return;
    if (typeof answer === "string" || mayPass(answer, cursor)) {
      const backoffMs = Math.random() * Math.min(30_000, 500 * 2 ** errors++);
      const askedMs = typeof answer === "string" ? 0 : answer.retryAfterMs;
      // The server knows better than the formula when it will be back.
      await pause(askedMs || backoffMs, signal);
      continue;
    }
    errors = 0;
    if (isReset(answer)) {
      const { oldest, newest } = answer.body;
      options.onReset?.({ oldest, newest });
      cursor = 0;
      continue;
    }
    for (const message of delivered(answer)) {
      // A server sends again what it cannot know to have arrived.
      if (message.id <= cursor) continue;
      cursor = message.id;
      yield message;
      if (signal?.aborted) return;
    }
    await pause(pauseMs, signal);
  }
}

/** A whole answer. */
interface Answer {
  status: number;
  /** What `Retry-After` says, in milliseconds; 0 when it says nothing. */
  retryAfterMs: number;
  /** The messages of a 200, the problem document of an error, if there is one. */
  // deno-lint-ignore no-explicit-any -- what another machine says has no type yet
  body: any;
}

/**
 * Why no whole answer came: `signal` has aborted, `limitMs` was over, there was
 * no connection or it broke, or what should be JSON is none. Only the first is
 * no error that may pass.
 */
type Failure = "aborted" | "too late" | "no connection" | "no JSON";

/**
 * Polls once, for `limitMs` at most and to the last byte of the body. Resolves
 * to the whole answer, or to the reason why there is none.
 */
async function ask(
  address: URL,
  limitMs: number,
  signal?: AbortSignal,
): Promise<Answer | Failure> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), limitMs);
  const ends = [limit.signal, ...(signal ? [signal] : [])];
  try {
    const response = await fetch(address, { signal: AbortSignal.any(ends) });
    // Read here, so that the limit covers the last byte and no body is left unread.
    const text = await response.text();
    const { status, headers } = response;
    const body = status === 200 ? JSON.parse(text) : problemIn(text);
    return { status, retryAfterMs: retryAfterMs(headers), body };
  } catch (error) {
    if (signal?.aborted) return "aborted";
    if (limit.signal.aborted) return "too late";
    return error instanceof SyntaxError ? "no JSON" : "no connection";
  } finally {
    clearTimeout(timer);
  }
}

/** The problem document of an error; nothing where there is none, for the status says the most. */
function problemIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function retryAfterMs(headers: Headers): number {
  const value = headers.get("retry-after") ?? "";
  return /^\d+$/.test(value) ? Number(value) * 1_000 : 0;
}

/** Whether the answer is an error that may pass. */
function mayPass({ status, body }: Answer, cursor: number): boolean {
  if (status >= 500 || [408, 425, 429].includes(status)) return true;
  // A server that does not hold polls would say the same again, at once.
  return status === 200 && !body.some(({ id }: Message) => id > cursor);
}

function isReset({ status, body }: Answer): boolean {
  return status === 410 ||
    status === 400 && body?.type === "/problems/cursor-from-future";
}

/** The messages of the answer. Throws when asking again would not help. */
function delivered({ status, body }: Answer): Message[] {
  if (status === 200) return body;
  if (status === 204) return [];
  if (status === 409) throw new PollReplacedError("A newer poll came");
  throw new HttpError(status);
}

/** The longest time that `setTimeout` takes, in milliseconds: beyond it, it fires at once. */
const TIMEOUT_MS_MAX = 2 ** 31 - 1;

/** Resolves after `ms`, or as soon as `signal` aborts. */
async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  if (ms === 0 || signal?.aborted) return;
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
