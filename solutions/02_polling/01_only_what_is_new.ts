/**
 * 2.1 Only what is new: one possibility.
 *
 * @module
 */
import {
  CursorFromFutureError,
  CursorGoneError,
  type EventLog,
  problem,
} from "kernel";

const LIMIT_MAX = 1_000;

/** The board over polling: everything after the cursor, page by page. */
export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  return (request) => {
    const query = new URL(request.url).searchParams;
    const since = wholeNumber(query.get("since") ?? "0");
    const limit = wholeNumber(query.get("limit") ?? "100");
    if (since === undefined) return notANumber("since");
    if (!limit || limit > LIMIT_MAX) return notANumber("limit");
    try {
      return Response.json(log.since(since, limit));
    } catch (error) {
      return refusal(error);
    }
  };
}

/** Reads digits only. Number() would also take "", "2.5", "0x10" and "1e3". */
function wholeNumber(text: string): number | undefined {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  return Number.isSafeInteger(value) ? value : undefined;
}

function notANumber(name: string): Response {
  return problem(400, {
    title: `${name} is not a number that can be answered`,
    detail: `Use digits only; limit is 1 to ${LIMIT_MAX}`,
  });
}

/** Says what is kept, so that the client can tell its user what it missed. */
function refusal(error: unknown): Response {
  if (error instanceof CursorGoneError) {
    const { oldest, newest } = error;
    return problem(410, {
      type: "/problems/cursor-gone",
      title: "Messages after the cursor were dropped",
      members: { oldest, newest },
    });
  }
  if (error instanceof CursorFromFutureError) {
    const { oldest, newest } = error;
    return problem(400, {
      type: "/problems/cursor-from-future",
      title: "The cursor is beyond the newest message",
      members: { oldest, newest },
    });
  }
  throw error;
}
