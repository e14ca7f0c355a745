import type { EventLog } from "kernel";

/** Breaks "time changes nothing": what is older than an hour is not there any more. */
export function handler(
  log: EventLog,
): (request: Request) => Promise<Response> {
  return (request) => {
    const query = new URL(request.url).searchParams;
    const since = Number(query.get("since") ?? 0);
    const limit = Number(query.get("limit") ?? 100);
    const hourAgo = Date.now() - 60 * 60 * 1_000;
    const young = log.since(since, limit).filter(({ at }) => at > hourAgo);
    const etag = `"${log.newest}"`;
    const headers = { etag, "cache-control": "no-cache" };
    const response = request.headers.get("if-none-match") === etag
      ? new Response(null, { status: 304, headers })
      : Response.json(young, { headers });
    return Promise.resolve(response);
  };
}
