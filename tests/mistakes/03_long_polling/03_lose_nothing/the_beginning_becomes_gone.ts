// Caught by: never calls the beginning gone while the poll is held
// Misconception: Whoever was overtaken while waiting has missed something, wherever it began.
// Says: A poll from the beginning has missed nothing
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
    if (!/^\d+$/.test(since)) return problem(400, { title: "Digits only" });
    const cursor = Number(since);
    const { oldest, newest } = log;
    if (cursor > newest) return refuse(400, "cursor-from-future", log);
    if (cursor > 0 && cursor + 1 < oldest) return gone(log);
    if (cursor === newest) await news(log, holdMs, request.signal);
    else return Response.json(log.since(cursor));
    if (cursor + 1 < log.oldest) return gone(log);
    const messages = log.since(cursor);
    return messages.length > 0 ? Response.json(messages) : nothingNew();
  };
}

function gone(log: EventLog): Response {
  return refuse(410, "cursor-gone", log);
}

function refuse(
  status: number,
  name: string,
  { oldest, newest }: EventLog,
): Response {
  return problem(status, {
    type: `/problems/${name}`,
    title: name,
    members: { oldest, newest },
  });
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
