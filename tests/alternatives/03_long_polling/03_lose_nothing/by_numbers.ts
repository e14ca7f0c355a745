// Compares numbers instead of catching errors; writes the problem document by hand, with more members.
import type { EventLog } from "kernel";

interface Options {
  holdMs?: number;
}

export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { holdMs = 25_000 } = options;
  return async (request) => {
    const text = new URL(request.url).searchParams.get("since") ?? "0";
    if (/\D/.test(text)) return new Response("digits only", { status: 400 });
    const since = Number(text);
    if (log.newest === since) await news(log, holdMs, request.signal);
    const range = { oldest: log.oldest, newest: log.newest };
    if (since > log.newest) return refuse(400, "cursor-from-future", range);
    if (since > 0 && since < log.oldest - 1) {
      return refuse(410, "cursor-gone", range);
    }
    const messages = log.since(since);
    return messages.length > 0 ? Response.json(messages) : nothingNew();
  };
}

function refuse(status: number, name: string, range: object): Response {
  const type = `/problems/${name}`;
  const body = { ...range, type, title: name, advice: "begin at 0" };
  const headers = { "content-type": "application/problem+json; charset=utf-8" };
  return Response.json(body, { status, headers });
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
