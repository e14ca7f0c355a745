// Caught by: answers the older poll with 409 when a newer one comes
// Misconception: A replaced poll is a poll without news: 204.
// Says: What goes out on the old one reaches nobody
import type { EventLog } from "kernel";

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
    const replaced = new AbortController();
    if (client !== null) {
      polls.get(client)?.abort();
      polls.set(client, replaced);
    }
    const over = AbortSignal.any([request.signal, replaced.signal]);
    const there = log.newest > since || await news(log, holdMs, over);
    if (replaced.signal.aborted) return nothingNew();
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
