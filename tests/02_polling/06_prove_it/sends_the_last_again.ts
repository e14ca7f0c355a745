import type { EventLog } from "kernel";

/** Breaks "each message comes once": the cursor is where it begins. */
export function handler(
  log: EventLog,
): (request: Request) => Promise<Response> {
  return (request) => {
    const query = new URL(request.url).searchParams;
    const since = Number(query.get("since") ?? 0);
    const limit = Number(query.get("limit") ?? 100);
    const etag = `"${log.newest}"`;
    const headers = { etag, "cache-control": "no-cache" };
    const response = request.headers.get("if-none-match") === etag
      ? new Response(null, { status: 304, headers })
      : Response.json(log.since(Math.max(0, since - 1), limit), { headers });
    return Promise.resolve(response);
  };
}
