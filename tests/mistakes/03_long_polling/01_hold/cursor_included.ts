// Caught by: takes the cursor as the last message seen
// Misconception: since=3 means from message 3 on.
// Says: shows it twice
import type { EventLog } from "kernel";

export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  return async (request) => {
    const query = new URL(request.url).searchParams;
    const since = Number(query.get("since") ?? 0);
    if (log.newest < since || log.newest === 0) await news(log);
    return Response.json(log.since(Math.max(since - 1, 0)));
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
