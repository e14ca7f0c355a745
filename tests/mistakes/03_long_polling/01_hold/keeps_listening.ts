// Caught by: leaves no listener behind
// Misconception: A promise can resolve only once, so the listener does no harm.
// Says: costs memory and time
import type { EventLog } from "kernel";

export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  return async (request) => {
    const query = new URL(request.url).searchParams;
    const since = Number(query.get("since") ?? 0);
    if (log.newest <= since) {
      await new Promise<void>((resolve) => log.onAppend(() => resolve()));
    }
    return Response.json(log.since(since));
  };
}
