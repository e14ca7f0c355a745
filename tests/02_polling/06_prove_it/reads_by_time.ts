import type { EventLog } from "kernel";

/** Breaks "each message comes once": of several in one millisecond only the first comes. */
export function handler(
  log: EventLog,
): (request: Request) => Promise<Response> {
  return (request) => {
    const query = new URL(request.url).searchParams;
    const since = Number(query.get("since") ?? 0);
    const limit = Number(query.get("limit") ?? 100);
    const all = log.since(0);
    const seenAt = all.find(({ id }) => id === since)?.at ?? -Infinity;
    const news = all.filter(({ at }) => at > seenAt).slice(0, limit);
    const etag = `"${log.newest}"`;
    const headers = { etag, "cache-control": "no-cache" };
    const response = request.headers.get("if-none-match") === etag
      ? new Response(null, { status: 304, headers })
      : Response.json(news, { headers });
    return Promise.resolve(response);
  };
}
