// Caught by: answers at once when messages are waiting
// Misconception: The board is a queue: a message that was read is used up.
// Says: keeps from the reader what is already there
import type { EventLog } from "kernel";

export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  const queue = log.since(0);
  log.onAppend((message) => queue.push(message));
  return async (request) => {
    const query = new URL(request.url).searchParams;
    const since = Number(query.get("since") ?? 0);
    if (!queue.some(({ id }) => id > since)) await news(log);
    return Response.json(queue.splice(0).filter(({ id }) => id > since));
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
