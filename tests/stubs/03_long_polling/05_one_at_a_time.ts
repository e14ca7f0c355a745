/**
 * 3.5 One at a time
 *
 * Carl's laptop changes from the office network to the train's. Its old poll is
 * still held here, for a connection that nobody will ever read again. When he
 * asks anew, let the old poll go.
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

/** Answers `GET /messages?since=ID&client=NAME`; holds one poll of each client. */
export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { holdMs = 25_000 } = options;
  return async (request) => {
    const query = new URL(request.url).searchParams;
    const since = Number(query.get("since") ?? 0);
    const client = query.get("client");
    // TODO: When the asker has a name, answer its older poll with 409.
    if (client) throw new Error("Remove this line and replace the older poll");
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
