// One AbortController ends the wait and removes its own listeners.
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
    const wait = new AbortController();
    const timer = setTimeout(() => wait.abort(), holdMs);
    const forget = log.onAppend(() => wait.abort());
    request.signal.addEventListener("abort", () => wait.abort(), {
      signal: wait.signal,
    });
    if (log.newest > since) wait.abort();
    if (!wait.signal.aborted) {
      await new Promise((resolve) => wait.signal.onabort = resolve);
    }
    clearTimeout(timer);
    forget();
    const headers = { "cache-control": "no-store, no-cache" };
    if (log.newest > since) return Response.json(log.since(since), { headers });
    return new Response(null, { status: 204, headers });
  };
}
