// One strong tag for every URL: the newest id. One expression judges the whole header, and reads it.
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

const TAG = /(?:W\/)?("[\x21\x23-\x7e\x80-\xff]*")/;
const LIST = new RegExp(`^${TAG.source}(?:\\s*,\\s*${TAG.source})*$`);

function isNamed(tag: string, given: string | null): boolean {
  if (given === null) return false;
  if (given === "*") return true;
  if (!LIST.test(given)) return false;
  const tags = [...given.matchAll(new RegExp(TAG, "g"))];
  return tags.some(([, quoted]) => quoted === tag);
}
