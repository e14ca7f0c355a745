// Caught by: looks into the log with every poll
// Misconception: What was sent once need not be sent again.
// Says: The log is the only memory
import {
  CursorFromFutureError,
  CursorGoneError,
  type EventLog,
  problem,
} from "kernel";

export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  let sent = 0;
  return (request) => {
    const query = new URL(request.url).searchParams;
    const since = wholeNumber(query.get("since") ?? "0");
    const limit = wholeNumber(query.get("limit") ?? "100");
    if (Number.isNaN(since)) return refuse("since");
    if (!(limit >= 1 && limit <= 1_000)) return refuse("limit");
    try {
      const messages = log.since(Math.max(since, sent), limit);
      sent = messages.at(-1)?.id ?? sent;
      return Response.json(messages);
    } catch (error) {
      return refusal(error);
    }
  };
}

function wholeNumber(text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  return Number.isSafeInteger(value) ? value : NaN;
}

function refuse(name: string): Response {
  return problem(400, { title: `${name} is no number` });
}

function refusal(error: unknown): Response {
  if (error instanceof CursorGoneError) {
    const { oldest, newest } = error;
    return problem(410, {
      type: "/problems/cursor-gone",
      title: "Gone",
      members: { oldest, newest },
    });
  }
  if (error instanceof CursorFromFutureError) {
    const { oldest, newest } = error;
    return problem(400, {
      type: "/problems/cursor-from-future",
      title: "From the future",
      members: { oldest, newest },
    });
  }
  throw error;
}
