// Caught by: carries many polls on one connection
// Misconception: Long polling ends each connection with its answer.
// Says: cost a new one each time
import type { EventLog } from "kernel";

export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  return async (request) => {
    const query = new URL(request.url).searchParams;
    const since = Number(query.get("since") ?? 0);
    if (log.newest <= since) await news(log);
    return Response.json(log.since(since), {
      headers: { connection: "close" },
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
