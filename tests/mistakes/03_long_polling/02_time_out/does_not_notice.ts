// Caught by: frees the poll of an asker who went away
// Misconception: Whoever asked waits for the answer.
// Says: close their laptops without a word
import type { EventLog } from "kernel";

interface Options {
  holdMs?: number;
}

export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { holdMs = 25_000 } = options;
  return async (request) => {
    const query = new URL(request.url).searchParams;
    const since = Number(query.get("since") ?? 0);
    if (log.newest > since || await news(log, holdMs)) {
      return Response.json(log.since(since));
    }
    return new Response(null, {
      status: 204,
      headers: { "cache-control": "no-store" },
    });
  };
}

function news(log: EventLog, ms: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const forget = log.onAppend(() => resolve(true));
  const timer = setTimeout(() => resolve(false), ms);
  return promise.finally(() => {
    forget();
    clearTimeout(timer);
  });
}
