/**
 * 3.1 Hold
 *
 * The readers of the message board ask "anything new?" all day long, and all
 * day long the board says "no". Let it keep quiet instead, until the answer
 * is worth the journey.
 *
 * @module
 */
import type { EventLog } from "kernel";

/** Answers `GET /messages?since=ID` with the messages after ID. */
export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  return (request) => {
    const query = new URL(request.url).searchParams;
    const since = Number(query.get("since") ?? 0);
    if (log.newest > since) return Response.json(log.since(since));
    // TODO: There is nothing after `since` yet. Wait until there is, then answer.
    throw new Error("Remove this line and hold the poll");
  };
}
