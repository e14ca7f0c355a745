// Caught by: answers at once when messages are waiting
// Misconception: Long polling means to wait, so every poll waits for the next message.
// Says: keeps from the reader what is already there
import type { EventLog } from "kernel";

export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  return async (request) => {
    const query = new URL(request.url).searchParams;
    const since = Number(query.get("since") ?? 0);
    await news(log);
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
