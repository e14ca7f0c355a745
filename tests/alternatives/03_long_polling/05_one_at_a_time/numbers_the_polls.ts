// Numbers the polls of each client: a poll whose number is not the newest was replaced.
import type { EventLog } from "kernel";

interface Options {
  holdMs?: number;
}

export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { holdMs = 25_000 } = options;
  const newest = new Map<string, number>();
  const bell = new EventTarget();
  return async (request) => {
    const query = new URL(request.url).searchParams;
    const since = Number(query.get("since") ?? 0);
    const client = query.get("client");
    const number = client === null ? 0 : (newest.get(client) ?? 0) + 1;
    if (client !== null) newest.set(client, number);
    if (client !== null) bell.dispatchEvent(new Event(`poll of ${client}`));
    const replaced = () => client !== null && newest.get(client) !== number;

    const { promise, resolve } = Promise.withResolvers<unknown>();
    const forget = log.onAppend(resolve);
    const timer = setTimeout(resolve, holdMs);
    const over = { signal: request.signal };
    request.signal.addEventListener("abort", resolve);
    if (client !== null) {
      bell.addEventListener(`poll of ${client}`, resolve, over);
    }
    if (log.newest <= since) await promise;
    bell.removeEventListener(`poll of ${client}`, resolve);
    clearTimeout(timer);
    forget();

    if (replaced()) return new Response(null, { status: 409 });
    if (log.newest > since) return Response.json(log.since(since));
    return new Response(null, {
      status: 204,
      headers: { "cache-control": "no-store" },
    });
  };
}
