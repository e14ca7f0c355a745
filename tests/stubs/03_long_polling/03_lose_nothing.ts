/**
 * 3.3 Lose nothing
 *
 * Ben reads the board on the train. In every tunnel an answer is lost, and in
 * the long one the board is restarted. Give him every message, or tell him
 * plainly that you cannot.
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

/** Answers `GET /messages?since=ID` completely, or says why that cannot be done. */
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
    return answer(log, since) ?? nothingNew();
  };
}

/** The answer that `since` deserves now: 200, 400 or 410; none while there is nothing new. */
function answer(log: EventLog, since: string): Response | undefined {
  // TODO: Judge the cursor, then answer with everything after it.
  throw new Error(
    `Remove this line and answer since=${since} from a log that keeps ${log.oldest} to ${log.newest}`,
  );
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
