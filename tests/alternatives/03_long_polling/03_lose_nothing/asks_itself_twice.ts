// One function answers before the hold and after it, or has nothing to say.
import { type EventLog, problem } from "kernel";

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
  const cursor = Number(since);
  const { oldest, newest } = log;
  if (cursor > 0 && cursor + 1 < oldest) {
    return problem(410, {
      type: "/problems/cursor-gone",
      title: "Gone",
      members: { oldest, newest },
    });
  }
  if (cursor > newest) {
    return problem(400, {
      type: "/problems/cursor-from-future",
      title: "From the future",
      members: { oldest, newest },
    });
  }
  const messages = log.since(cursor);
  return messages.length > 0 ? Response.json(messages) : undefined;
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
