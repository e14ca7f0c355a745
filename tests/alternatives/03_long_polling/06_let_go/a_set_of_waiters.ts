// One listener on the stop for the whole board, and a set of those who wait.
import type { EventLog } from "kernel";

interface Options {
  holdMs?: number;
  stop?: AbortSignal;
}

export function handler(
  log: EventLog,
  { holdMs = 25_000, stop }: Options = {},
): (request: Request) => Response | Promise<Response> {
  const waiters = new Set<(response: Response) => void>();
  stop?.addEventListener("abort", () => {
    for (const end of [...waiters]) end(goodbye());
  });
  return ({ url, signal }) => {
    if (stop?.aborted) return goodbye();
    const since = Number(new URL(url).searchParams.get("since"));
    const missed = log.since(since);
    if (missed.length > 0) return Response.json(missed);
    return new Promise((resolve) => {
      const end = (response: Response) => {
        waiters.delete(end);
        clearTimeout(timer);
        forget();
        resolve(response);
      };
      const headers = { "cache-control": "no-store" };
      const quiet = () => end(new Response(null, { status: 204, headers }));
      const timer = setTimeout(quiet, holdMs);
      const forget = log.onAppend((message) => end(Response.json([message])));
      signal.addEventListener("abort", quiet);
      waiters.add(end);
    });
  };
}

function goodbye(): Response {
  return new Response("Back in a second.\n", {
    status: 503,
    headers: { "Retry-After": "1", "Connection": "close" },
  });
}
