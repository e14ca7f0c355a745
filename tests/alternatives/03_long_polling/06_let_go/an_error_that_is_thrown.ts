// The stop is an error: the wait throws, one catch answers.
import type { EventLog } from "kernel";

interface Options {
  holdMs?: number;
  stop?: AbortSignal;
}

export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { holdMs = 25_000, stop = new AbortController().signal } = options;
  return async (request) => {
    try {
      stop.throwIfAborted();
      return await poll(request);
    } catch {
      return Response.json({ title: "The server is stopping" }, {
        status: 503,
        headers: { "retry-after": "1" },
      });
    }
  };

  async function poll(request: Request): Promise<Response> {
    const query = new URL(request.url).searchParams;
    const since = Number(query.get("since") ?? 0);
    if (log.newest <= since) await wait(request.signal);
    if (log.newest > since) return Response.json(log.since(since));
    return new Response(null, {
      status: 204,
      headers: { "cache-control": "no-store" },
    });
  }

  async function wait(gone: AbortSignal): Promise<void> {
    const over = new AbortController();
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const forget = log.onAppend(resolve);
    const timer = setTimeout(resolve, holdMs);
    gone.addEventListener("abort", resolve, { signal: over.signal });
    stop.addEventListener("abort", reject, { signal: over.signal });
    try {
      await promise;
    } finally {
      over.abort();
      forget();
      clearTimeout(timer);
    }
  }
}
