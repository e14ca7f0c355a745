// Caught by: leaves no timer and no listener after news
// Misconception: A timer whose promise was not needed does nothing.
// Says: goes on for 25 s
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
    if (log.newest > since || await news(log, holdMs, request.signal)) {
      return Response.json(log.since(since));
    }
    return new Response(null, {
      status: 204,
      headers: { "cache-control": "no-store" },
    });
  };
}

function news(log: EventLog, ms: number, over: AbortSignal): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const limit = AbortSignal.any([over, AbortSignal.timeout(ms)]);
  const forget = log.onAppend(() => resolve(true));
  limit.addEventListener("abort", () => resolve(false));
  return promise.finally(forget);
}
