// The first message now, the second on the next poll; no async and no await.
import type { EventLog } from "kernel";

export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  return (request) => {
    const query = new URL(request.url).searchParams;
    const since = Number(query.get("since") ?? 0);
    const missed = log.since(since);
    if (missed.length > 0) return Response.json(missed);
    return new Promise((resolve) => {
      const forget = log.onAppend((message) => {
        forget();
        resolve(Response.json([message]));
      });
    });
  };
}
