// Caught by: answers a message to the newest poll only
// Misconception: Two polls do no harm: both get the message.
// Says: Two polls of one client
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
  const quiet = () => resolve(false);
  const forget = log.onAppend(() => resolve(true));
  const timer = setTimeout(quiet, ms);
  over.addEventListener("abort", quiet);
  return promise.finally(() => {
    forget();
    clearTimeout(timer);
    over.removeEventListener("abort", quiet);
  });
}
