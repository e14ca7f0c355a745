/**
 * 3.6 Let go
 *
 * Friday, five o'clock: the new version goes out. The old server holds 2,000
 * polls and waits for them to end; they wait for a message that will be
 * published at the new one. Say goodbye to all of them, now.
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
  /**
   * Aborts when the server is about to stop.
   *
   * @default {undefined} The server never stops.
   */
  stop?: AbortSignal;
}

/** Answers `GET /messages?since=ID` until `stop` aborts, and 503 from then on. */
export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { holdMs = 25_000, stop } = options;
  return async (request) => {
    const query = new URL(request.url).searchParams;
    const since = Number(query.get("since") ?? 0);
    // TODO: Let go of every held poll, and of every new one, when `stop` aborts.
    if (stop) throw new Error("Remove this line and let go of the polls");
    if (log.newest > since || await news(log, holdMs, request.signal)) {
      return Response.json(log.since(since));
    }
    return new Response(null, {
      status: 204,
      headers: { "cache-control": "no-store" },
    });
  };
}

/** Whether a message came: false after `ms`, or as soon as the wait is `over`. */
function news(log: EventLog, ms: number, over: AbortSignal): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const quiet = () => resolve(false);
  const forget = log.onAppend(() => resolve(true));
  const timer = setTimeout(quiet, ms);
  over.addEventListener("abort", quiet);
  if (over.aborted) quiet();
  return promise.finally(() => {
    forget();
    clearTimeout(timer);
    over.removeEventListener("abort", quiet);
  });
}
