/**
 * 3.5 One at a time: one possibility.
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
}

/** The board over long polling; of one client only the newest poll is held. */
export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { holdMs = 25_000 } = options;
  // A Map, not an object: a client may call itself "constructor".
  const polls = new Map<string, AbortController>();
  return async (request) => {
    const query = new URL(request.url).searchParams;
    const since = Number(query.get("since") ?? 0);
    const client = query.get("client");
    const replaced = new AbortController();
    if (client !== null) {
      polls.get(client)?.abort();
      polls.set(client, replaced);
    }
    const over = AbortSignal.any([request.signal, replaced.signal]);
    const there = log.newest > since || await news(log, holdMs, over);
    if (replaced.signal.aborted) {
      return problem(409, { title: "A newer poll of this client came" });
    }
    // Only from here on is the entry surely our own: a replaced poll would remove its successor's.
    if (client !== null) polls.delete(client);
    return there ? Response.json(log.since(since)) : nothingNew();
  };
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
