/**
 * 3.1 Hold: one possibility.
 *
 * @module
 */
import type { EventLog } from "kernel";

/** The board over long polling, without a limit yet. */
export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  return async (request) => {
    const query = new URL(request.url).searchParams;
    const since = Number(query.get("since") ?? 0);
    // Nothing is awaited between looking and listening, so no message can slip between them.
    if (log.newest <= since) await news(log);
    // The answer is read from the log, not from the listener: it then holds
    // everything that came meanwhile, for every waiter, whatever its cursor.
    return Response.json(log.since(since));
  };
}

/** Resolves when the next message is appended. */
function news(log: EventLog): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const forget = log.onAppend(() => {
    forget();
    resolve();
  });
  return promise;
}
