/**
 * 3.3 Lose nothing: one possibility.
 *
 * @module
 */
import {
  CursorFromFutureError,
  CursorGoneError,
  type EventLog,
  problem,
} from "kernel";

/** Options for {@linkcode handler}. */
export interface Options {
  /**
   * How long a poll is held when nothing happens, in milliseconds.
   *
   * @default {25_000}
   */
  holdMs?: number;
}

/** The board over long polling; a cursor is answered completely or refused. */
export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { holdMs = 25_000 } = options;
  return async (request) => {
    const since = new URL(request.url).searchParams.get("since") ?? "0";
    const now = answer(log, since);
    if (now) return now;
    await news(log, holdMs, request.signal);
    // The cursor is judged again: it may have gone while the poll was held.
    return answer(log, since) ?? nothingNew();
  };
}

/** The answer that `since` deserves now; none while there is nothing new. */
function answer(log: EventLog, since: string): Response | undefined {
  if (!/^\d+$/.test(since)) {
    return problem(400, {
      title: "The cursor is not a number",
      detail: `since must be digits only: current value is "${since}"`,
    });
  }
  try {
    // Messages stay in the log after they were sent: only the next cursor says that they arrived.
    // More digits than a number holds exactly are from the future like any others.
    const cursor = Math.min(Number(since), Number.MAX_SAFE_INTEGER);
    const messages = log.since(cursor);
    return messages.length > 0 ? Response.json(messages) : undefined;
  } catch (error) {
    return refusal(error);
  }
}

/** Says what is kept, so that the client can tell its user what it missed. */
function refusal(error: unknown): Response {
  if (error instanceof CursorGoneError) {
    const { oldest, newest } = error;
    return problem(410, {
      type: "/problems/cursor-gone",
      title: "Messages after the cursor were dropped",
      members: { oldest, newest },
    });
  }
  if (error instanceof CursorFromFutureError) {
    const { oldest, newest } = error;
    return problem(400, {
      type: "/problems/cursor-from-future",
      title: "The cursor is beyond the newest message",
      members: { oldest, newest },
    });
  }
  throw error;
}

function nothingNew(): Response {
  return new Response(null, {
    status: 204,
    headers: { "cache-control": "no-store" },
  });
}

/** Resolves at the next message, after `ms`, or as soon as the asker is `gone`. */
function news(log: EventLog, ms: number, gone: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = () => resolve();
  const forget = log.onAppend(done);
  const timer = setTimeout(done, ms);
  gone.addEventListener("abort", done);
  if (gone.aborted) done();
  return promise.finally(() => {
    forget();
    clearTimeout(timer);
    gone.removeEventListener("abort", done);
  });
}
