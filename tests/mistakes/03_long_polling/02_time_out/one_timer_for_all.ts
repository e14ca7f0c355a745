// Caught by: gives each poll its own time
// Misconception: One timer that ends all polls is enough.
// Says: One timer for all
import type { EventLog } from "kernel";

interface Options {
  holdMs?: number;
}

export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { holdMs = 25_000 } = options;
  let round = Promise.withResolvers<void>();
  setInterval(() => {
    round.resolve();
    round = Promise.withResolvers();
  }, holdMs);
  return async (request) => {
    const query = new URL(request.url).searchParams;
    const since = Number(query.get("since") ?? 0);
    if (log.newest <= since) await Promise.race([round.promise, news(log)]);
    if (log.newest > since) return Response.json(log.since(since));
    return new Response(null, {
      status: 204,
      headers: { "cache-control": "no-store" },
    });
  };
}

function news(log: EventLog): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const forget = log.onAppend(() => {
    forget();
    resolve();
  });
  return promise;
}
