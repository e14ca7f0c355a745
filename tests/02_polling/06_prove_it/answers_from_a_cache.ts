import type { EventLog } from "kernel";

/** Breaks "time changes nothing": what it knows of the log is up to a second old. */
export function handler(
  log: EventLog,
): (request: Request) => Promise<Response> {
  let known = { newest: 0, until: 0 };
  return (request) => {
    const now = Date.now();
    if (now >= known.until) known = { newest: log.newest, until: now + 1_000 };
    const { newest } = known;
    const query = new URL(request.url).searchParams;
    const since = Number(query.get("since") ?? 0);
    const limit = Number(query.get("limit") ?? 100);
    const messages = log.since(since, limit).filter(({ id }) => id <= newest);
    const etag = `"${newest}"`;
    const headers = { etag, "cache-control": "no-cache" };
    const response = request.headers.get("if-none-match") === etag
      ? new Response(null, { status: 304, headers })
      : Response.json(messages, { headers });
    return Promise.resolve(response);
  };
}
