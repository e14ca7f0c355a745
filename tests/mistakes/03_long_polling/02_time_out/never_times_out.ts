// Caught by: answers 204 at 25 s when nothing happened, and not before
// Misconception: The next message will come some day, and the connection will last until then.
// Says: A poll that never ends
import type { EventLog } from "kernel";

export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  return async (request) => {
    const query = new URL(request.url).searchParams;
    const since = Number(query.get("since") ?? 0);
    if (log.newest <= since) await news(log, request.signal);
    return Response.json(log.since(since));
  };
}

function news(log: EventLog, gone: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = () => resolve();
  const forget = log.onAppend(done);
  gone.addEventListener("abort", done);
  return promise.finally(forget);
}
