/**
 * 3.2 Time out
 *
 * Sunday night, nobody writes. After 30 seconds of silence the proxy in the
 * cellar cuts every held request, and the readers see errors where there was
 * only peace and quiet. End the wait yourself, in time, and say so.
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

/** Answers `GET /messages?since=ID`, after `holdMs` at the latest. */
export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { holdMs = 25_000 } = options;
  return async (request) => {
    const query = new URL(request.url).searchParams;
    const since = Number(query.get("since") ?? 0);
    if (log.newest > since) return Response.json(log.since(since));
    // TODO: Hold the poll for `holdMs` at most, and only while the asker is there.
    if (holdMs) throw new Error("Remove this line and end the wait in time");
    await news(log);
    return Response.json(log.since(since));
  };
}

/** Resolves at the next message, as in 3.1: nothing else ends this wait yet. */
function news(log: EventLog): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const forget = log.onAppend(() => {
    forget();
    resolve();
  });
  return promise;
}
