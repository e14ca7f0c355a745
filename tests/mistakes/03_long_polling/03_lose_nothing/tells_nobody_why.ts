// Caught by: answers 410 when a message after the cursor was dropped
// Misconception: A status says it all.
// Says: hides the gap
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
  return async (request) => {
    const since = new URL(request.url).searchParams.get("since") ?? "0";
    const now = answer(log, since);
    if (now) return now;
    await news(log, holdMs, request.signal);
    return answer(log, since) ?? nothingNew();
  };
}

function answer(log: EventLog, since: string): Response | undefined {
  if (!/^\d+$/.test(since)) return problem(400, { title: "Not a number" });
  try {
    const messages = log.since(Number(since));
    return messages.length > 0 ? Response.json(messages) : undefined;
  } catch (error) {
    return refusal(error);
  }
}

function refusal(error: unknown): Response {
  if (error instanceof CursorGoneError) {
    return new Response("Gone", { status: 410 });
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
