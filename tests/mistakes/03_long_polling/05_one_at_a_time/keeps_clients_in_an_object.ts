// Caught by: lets different clients wait side by side
// Misconception: An empty object has no entries.
// Says: In a plain object
import { type EventLog, problem } from "kernel";

interface Options {
  holdMs?: number;
}

export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { holdMs = 25_000 } = options;
  const polls: Record<string, AbortController> = {};
  return async (request) => {
    const query = new URL(request.url).searchParams;
    const since = Number(query.get("since") ?? 0);
    const client = query.get("client");
    const replaced = new AbortController();
    if (client !== null) {
      polls[client]?.abort();
      polls[client] = replaced;
    }
    const over = AbortSignal.any([request.signal, replaced.signal]);
    const there = log.newest > since || await news(log, holdMs, over);
    if (replaced.signal.aborted) return problem(409, { title: "Replaced" });
    if (client !== null) delete polls[client];
    return there ? Response.json(log.since(since)) : nothingNew();
  };
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
