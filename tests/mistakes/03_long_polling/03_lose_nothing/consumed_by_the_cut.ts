// Caught by: loses nothing when a poll is cut around the publish
// Misconception: The server counts what each poll has taken, whether or not it arrived.
// Says: The same cursor must bring the message again
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
  let taken = 0;
  log.onAppend(({ id }) => taken = waiting > 0 ? id : taken);
  let waiting = 0;
  return async (request) => {
    const since = new URL(request.url).searchParams.get("since") ?? "0";
    const from = String(Math.max(taken, Number(since)));
    const now = answer(log, from);
    if (now) return now;
    waiting++;
    await news(log, holdMs, request.signal);
    waiting--;
    return answer(log, from) ?? nothingNew();
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
