// Caught by: delivers again what was sent but not acknowledged
// Misconception: What was sent has arrived, and need not be kept.
// Says: Sent is not received
import {
  CursorFromFutureError,
  CursorGoneError,
  type EventLog,
  problem,
} from "kernel";

interface Options {
  holdMs?: number;
}

export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { holdMs = 25_000 } = options;
  let sent = 0;
  return async (request) => {
    const since = new URL(request.url).searchParams.get("since") ?? "0";
    const now = answer();
    if (now) return now;
    await news(log, holdMs, request.signal);
    return answer() ?? nothingNew();

    function answer(): Response | undefined {
      if (!/^\d+$/.test(since)) return problem(400, { title: "No number" });
      try {
        const messages = log.since(Number(since)).filter(({ id }) => id > sent);
        if (messages.length === 0) return undefined;
        sent = log.newest;
        return Response.json(messages);
      } catch (error) {
        return refusal(error);
      }
    }
  };
}

function refusal(error: unknown): Response {
  if (error instanceof CursorGoneError) {
    const { oldest, newest } = error;
    return problem(410, {
      type: "/problems/cursor-gone",
      title: "Gone",
      members: { oldest, newest },
    });
  }
  if (error instanceof CursorFromFutureError) {
    const { oldest, newest } = error;
    return problem(400, {
      type: "/problems/cursor-from-future",
      title: "From the future",
      members: { oldest, newest },
    });
  }
  throw error;
}

function nothingNew(): Response {
  return new Response(null, {
    status: 204,
    headers: { "cache-control": "no-store" },
  });
}

function news(log: EventLog, ms: number, gone: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = () => resolve();
  const forget = log.onAppend(done);
  const timer = setTimeout(done, ms);
  gone.addEventListener("abort", done);
  return promise.finally(() => {
    forget();
    clearTimeout(timer);
    gone.removeEventListener("abort", done);
  });
}
