// Caught by: leaves no timer and no listener after silence
// Misconception: The listener removes itself when it hears a message.
// Says: still hears every message
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
  const timer = setTimeout(() => resolve(false), ms);
  over.addEventListener("abort", () => {
    clearTimeout(timer);
    resolve(false);
  });
  const forget = log.onAppend(() => {
    clearTimeout(timer);
    forget();
    resolve(true);
  });
  return promise;
}
