// Caught by: keeps the message for the next poll of an asker who went away
// Misconception: A message belongs to whoever has waited longest, dead or alive.
// Says: no delivery
import type { EventLog } from "kernel";

interface Options {
  holdMs?: number;
}

export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { holdMs = 25_000 } = options;
  const waiters: ((news: boolean) => void)[] = [];
  log.onAppend(() => waiters.shift()?.(true));
  return async (request) => {
    const query = new URL(request.url).searchParams;
    const since = Number(query.get("since") ?? 0);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => resolve(false), holdMs);
    if (log.newest > since) resolve(true);
    else waiters.push(resolve);
    const there = await promise;
    clearTimeout(timer);
    if (there) return Response.json(log.since(since));
    return new Response(null, {
      status: 204,
      headers: { "cache-control": "no-store" },
    });
  };
}
