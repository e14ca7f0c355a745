/**
 * 2.4 Not modified: one possibility.
 *
 * @module
 */
import { type EventLog, type Message, problem, routes } from "kernel";

/** The board over polling; what the asker has already is not sent again. */
export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  let tag = tagOf(...log.since(Math.max(0, log.newest - 1)));
  // Made once for each message, not once for each question: there are more of those.
  log.onAppend((message) => tag = tagOf(message));
  return routes({
    "GET /messages": (request) => {
      const headers = { "etag": tag, "cache-control": "no-cache" };
      if (isNamed(tag, request)) {
        return new Response(null, { status: 304, headers });
      }
      const query = new URL(request.url).searchParams;
      const since = Number(query.get("since") ?? 0);
      const limit = Number(query.get("limit") ?? 100);
      return Response.json(log.since(since, limit), { headers });
    },
    "POST /messages": async (request) => {
      const { from, text } = await request.json();
      // Asked after the last await, so that nothing can be published in between.
      if (isNamed(tag, request)) {
        return problem(412, { title: "The board is as you have seen it" });
      }
      const message = log.append({ from, text });
      const headers = { location: `/messages/${message.id}` };
      return Response.json(message, { status: 201, headers });
    },
  });
}

/**
 * The state of a log with this newest message. The id tells two messages of one
 * millisecond apart, the time tells a restarted board, which counts from 1 again.
 */
function tagOf(newest?: Message): string {
  return newest ? `"${newest.id}-${newest.at}"` : '"0"';
}

const TAG = /(?:W\/)?("[\x21\x23-\x7e\x80-\xff]*")/;
const LIST = new RegExp(`^${TAG.source}(?:\\s*,\\s*${TAG.source})*$`);

/** Whether `If-None-Match` names the tag, by weak comparison (RFC 9110 section 13.1.2). */
function isNamed(tag: string, { headers }: Request): boolean {
  const given = headers.get("if-none-match");
  if (given === null || given === tag) return given === tag;
  if (given === "*") return true;
  if (!LIST.test(given)) return false;
  // Matched one by one: to split at commas would cut the tags that have one.
  return [...given.matchAll(new RegExp(TAG, "g"))].some(([, quoted]) =>
    quoted === tag
  );
}
