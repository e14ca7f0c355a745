/**
 * 2.1 Only what is new
 *
 * Every two seconds Ada's page loads all 4,000 messages to find out that there
 * is no 4,001st. Let it say what it has, and answer with the rest, in pieces
 * that both sides can carry.
 *
 * @module
 */
import type { EventLog } from "kernel";

/** Answers `GET /messages?since=ID&limit=COUNT` with the messages after ID. */
export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  return (request) => {
    const query = new URL(request.url).searchParams;
    const since = query.get("since") ?? "0";
    const limit = query.get("limit") ?? "100";
    // TODO: Both are texts, and anybody may write anything there. Judge them, then answer.
    throw new Error(
      `Remove this line and answer since=${since} with ${limit} of the messages ${log.oldest} to ${log.newest}`,
    );
  };
}
