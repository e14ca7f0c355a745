// Caught by: answers every reader who waits
// Misconception: There is one reader: one variable for the one who waits.
// Says: keeps only the last of them
import type { EventLog } from "kernel";

export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  let wake: (() => void) | undefined;
  log.onAppend(() => wake?.());
  return async (request) => {
    const query = new URL(request.url).searchParams;
    const since = Number(query.get("since") ?? 0);
    if (log.newest <= since) {
      await new Promise<void>((resolve) => wake = resolve);
    }
    return Response.json(log.since(since));
  };
}
