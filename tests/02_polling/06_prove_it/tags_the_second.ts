import type { EventLog } from "kernel";

/** Breaks "the tag tells news": it stands still for a second. */
export function handler(
  log: EventLog,
): (request: Request) => Promise<Response> {
  return (request) => {
    const query = new URL(request.url).searchParams;
    const since = Number(query.get("since") ?? 0);
    const limit = Number(query.get("limit") ?? 100);
    const at = log.since(0).at(-1)?.at ?? 0;
    const etag = `"${Math.floor(at / 1_000)}"`;
    const headers = { etag, "cache-control": "no-cache" };
    const response = request.headers.get("if-none-match") === etag
      ? new Response(null, { status: 304, headers })
      : Response.json(log.since(since, limit), { headers });
    return Promise.resolve(response);
  };
}
