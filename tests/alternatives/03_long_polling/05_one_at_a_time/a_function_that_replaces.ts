// Keeps the function that answers the older poll; compares it before it is removed.
import type { EventLog } from "kernel";

interface Options {
  holdMs?: number;
}

export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { holdMs = 25_000 } = options;
  const replace = new Map<string, () => void>();
  return ({ url, signal }) => {
    const query = new URL(url).searchParams;
    const since = Number(query.get("since"));
    const client = query.get("client") ?? Symbol();
    const { promise, resolve } = Promise.withResolvers<Response>();
    const end = (response: Response) => {
      clearTimeout(timer);
      forget();
      if (replace.get(String(client)) === leave) replace.delete(String(client));
      resolve(response);
    };
    const tell = () => end(Response.json(log.since(since)));
    const leave = () => end(new Response("replaced", { status: 409 }));
    const timer = setTimeout(() => end(quiet()), holdMs);
    const forget = log.onAppend(tell);
    signal.addEventListener("abort", () => end(quiet()));
    if (typeof client === "string") {
      replace.get(client)?.();
      replace.set(client, leave);
    }
    if (log.newest > since) tell();
    return promise;
  };
}

function quiet(): Response {
  return new Response(null, {
    status: 204,
    headers: { "cache-control": "no-store" },
  });
}
