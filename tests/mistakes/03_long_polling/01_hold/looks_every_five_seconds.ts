// Caught by: misses no message that comes right after the question
// Misconception: Looking again every few seconds is as good as being told.
// Says: is published in that gap
import type { EventLog } from "kernel";

export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  return async (request) => {
    const query = new URL(request.url).searchParams;
    const since = Number(query.get("since") ?? 0);
    while (log.newest <= since) {
      await new Promise((resolve) => setTimeout(resolve, 5_000));
    }
    return Response.json(log.since(since));
  };
}
