// Ugly, and right: looks every 50 ms.
import type { EventLog } from "kernel";

export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  return async (request) => {
    const query = new URL(request.url).searchParams;
    const since = Number(query.get("since") ?? 0);
    while (log.newest <= since) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return Response.json(log.since(since));
  };
}
