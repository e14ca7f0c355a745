/**
 * 3.2 Time out: one possibility.
 *
 * @module
 */
import type { EventLog } from "kernel";

/** Options for {@linkcode handler}. */
export interface Options {
  /**
   * How long a poll is held when nothing happens, in milliseconds.
   *
   * @default {25_000}
   */
  holdMs?: number;
}

/** The board over long polling; a quiet poll ends with 204 after `holdMs`. */
export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { holdMs = 25_000 } = options;
  return async (request) => {
    const query = new URL(request.url).searchParams;
    const since = Number(query.get("since") ?? 0);
    if (log.newest > since || await news(log, holdMs, request.signal)) {
      return Response.json(log.since(since));
    }
    // A cache may keep a 204. Kept, it would answer the next poll without asking us.
    return new Response(null, {
      status: 204,
      headers: { "cache-control": "no-store" },
    });
  };
}

/** Whether a message came: false after `ms`, or as soon as the asker is `gone`. */
function news(log: EventLog, ms: number, gone: AbortSignal): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const quiet = () => resolve(false);
  const forget = log.onAppend(() => resolve(true));
  const timer = setTimeout(quiet, ms);
  gone.addEventListener("abort", quiet);
  if (gone.aborted) quiet();
  // Three things can end the wait, and each has to clear up after the other two.
  return promise.finally(() => {
    forget();
    clearTimeout(timer);
    gone.removeEventListener("abort", quiet);
  });
}
