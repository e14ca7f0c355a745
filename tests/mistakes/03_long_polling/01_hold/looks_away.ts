// Caught by: misses no message that comes right after the question
// Misconception: A short break between looking and listening does no harm.
// Says: wakes nobody
import type { EventLog } from "kernel";

export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  return async (request) => {
    const query = new URL(request.url).searchParams;
    const since = Number(query.get("since") ?? 0);
    if (log.newest <= since) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      await news(log);
    }
    return Response.json(log.since(since));
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
