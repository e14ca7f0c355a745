// Caught by: tells those who waited to come back in a second
// Misconception: 503 says everything that there is to say.
// Says: Without Retry-After each client guesses
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
    if (stop.aborted) return stopping();
    const over = AbortSignal.any([request.signal, stop]);
    if (log.newest > since || await news(log, holdMs, over)) {
      return Response.json(log.since(since));
    }
    return stop.aborted ? stopping() : nothingNew();
  };
}

function stopping(): Response {
  return problem(503, { title: "The server is stopping" });
}

function nothingNew(): Response {
  return new Response(null, {
    status: 204,
    headers: { "cache-control": "no-store" },
  });
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
