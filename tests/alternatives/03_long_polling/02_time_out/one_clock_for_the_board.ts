// Ugly, and right: one clock of 50 ms for the whole board, there before the first poll.
import type { EventLog } from "kernel";

interface Options {
  holdMs?: number;
}

export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { holdMs = 25_000 } = options;
  const polls = new Set<() => void>();
  setInterval(() => polls.forEach((look) => look()), 50);
  return (request) => {
    const query = new URL(request.url).searchParams;
    const since = Number(query.get("since") ?? 0);
    const { promise, resolve } = Promise.withResolvers<Response>();
    const endsAt = Date.now() + holdMs;
    polls.add(look);
    look();
    return promise;

    function look(): void {
      if (log.newest > since) end(Response.json(log.since(since)));
      else if (Date.now() >= endsAt || request.signal.aborted) end(quiet());
    }

    function end(response: Response): void {
      polls.delete(look);
      resolve(response);
    }
  };
}

function quiet(): Response {
  return new Response(null, {
    status: 204,
    headers: { "cache-control": "no-store" },
  });
}
