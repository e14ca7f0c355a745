// Caught by: turns away who comes after the stop
// Misconception: Whoever listens for the event will hear it.
// Says: reaches only those who listen at that moment
import { type EventLog, problem } from "kernel";

interface Options {
  holdMs?: number;
  stop?: AbortSignal;
}

export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { holdMs = 25_000, stop = new AbortController().signal } = options;
  return async (request) => {
    const query = new URL(request.url).searchParams;
    const since = Number(query.get("since") ?? 0);
    let over = false;
    stop.addEventListener("abort", () => over = true);
    if (log.newest > since || await news(log, holdMs, [request.signal, stop])) {
      return Response.json(log.since(since));
    }
    return over ? stopping() : nothingNew();
  };
}

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

function news(
  log: EventLog,
  ms: number,
  signals: AbortSignal[],
): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const quiet = () => resolve(false);
  const forget = log.onAppend(() => resolve(true));
  const timer = setTimeout(quiet, ms);
  for (const signal of signals) signal.addEventListener("abort", quiet);
  return promise.finally(() => {
    forget();
    clearTimeout(timer);
    for (const signal of signals) signal.removeEventListener("abort", quiet);
  });
}
