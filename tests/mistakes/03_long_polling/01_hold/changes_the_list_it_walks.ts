// Caught by: answers every reader who waits
// Misconception: Each waiter can be taken off the list while the list is walked.
// Says: skips every second one
import type { EventLog } from "kernel";

export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  const waiters: (() => void)[] = [];
  log.onAppend(() => {
    for (const wake of waiters) {
      waiters.splice(waiters.indexOf(wake), 1);
      wake();
    }
  });
  return async (request) => {
    const query = new URL(request.url).searchParams;
    const since = Number(query.get("since") ?? 0);
    if (log.newest <= since) {
      await new Promise<void>((resolve) => waiters.push(resolve));
    }
    return Response.json(log.since(since));
  };
}
