// Caught by: replaces the older poll also when the newer one is answered at once
// Misconception: A poll that is answered at once is in nobody's way.
// Says: whether or not there is something to read
import { type EventLog, problem } from "kernel";

interface Options {
  holdMs?: number;
}

export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { holdMs = 25_000 } = options;
  const polls = new Map<string, AbortController>();
  return async (request) => {
    const query = new URL(request.url).searchParams;
    const since = Number(query.get("since") ?? 0);
    const client = query.get("client");
    if (log.newest > since) return Response.json(log.since(since));
    const replaced = new AbortController();
    if (client !== null) {
      polls.get(client)?.abort();
      polls.set(client, replaced);
    }
    const over = AbortSignal.any([request.signal, replaced.signal]);
    const there = await news(log, holdMs, over);
    if (replaced.signal.aborted) return problem(409, { title: "Replaced" });
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
