/**
 * 3.6 Let go: one possibility.
 *
 * @module
 */
import { type EventLog, problem } from "kernel";

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

/** The board over long polling; when `stop` aborts, nobody is left waiting. */
export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { holdMs = 25_000, stop = new AbortController().signal } = options;
  return async (request) => {
    const query = new URL(request.url).searchParams;
    const since = Number(query.get("since") ?? 0);
    // Asked before and after the wait: for those who come too late, and for those who wait.
    if (stop.aborted) return stopping();
    const over = AbortSignal.any([request.signal, stop]);
    if (log.newest > since || await news(log, holdMs, over)) {
      return Response.json(log.since(since));
    }
    return stop.aborted ? stopping() : nothingNew();
  };
}

/** The reader loses nothing: it keeps its cursor and asks the next server. */
function stopping(): Response {
  return problem(503, {
    title: "The server is stopping",
    headers: { "retry-after": "1" },
  });
}

function nothingNew(): Response {
  return new Response(null, {
    status: 204,
    headers: { "cache-control": "no-store" },
  });
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
