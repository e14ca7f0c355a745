// Caught by: finds its tag in a list, and * everywhere
// Misconception: If-None-Match holds one tag.
// Says: asks about all of them at once
import { type EventLog, problem, routes } from "kernel";

export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  return routes({
    "GET /messages": (request) => {
      const query = new URL(request.url).searchParams;
      const since = Number(query.get("since") ?? 0);
      const limit = Number(query.get("limit") ?? 100);
      const messages = log.since(since, limit);
      const tag = tagOf(log);
      const headers = { "etag": tag, "cache-control": "no-cache" };
      if (isNamed(tag, request.headers.get("if-none-match"))) {
        return new Response(null, { status: 304, headers });
      }
      return Response.json(messages, { headers });
    },
    "POST /messages": async (request) => {
      const { from, text } = await request.json();
      if (isNamed(tagOf(log), request.headers.get("if-none-match"))) {
        return problem(412, { title: "The board has not changed" });
      }
      const message = log.append({ from, text });
      const headers = { location: `/messages/${message.id}` };
      return Response.json(message, { status: 201, headers });
    },
  });
}

function tagOf(log: EventLog): string {
  return `"${log.newest}"`;
}

function isNamed(tag: string, given: string | null): boolean {
  return given === "*" || given?.replace(/^W\//, "") === tag;
}
