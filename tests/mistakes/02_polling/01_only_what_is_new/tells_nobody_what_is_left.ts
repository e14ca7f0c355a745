// Caught by: answers 410 when a message after the cursor was dropped
// Misconception: The status says it all.
// Says: application/problem+json
import {
  CursorFromFutureError,
  CursorGoneError,
  type EventLog,
  problem,
} from "kernel";

export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  return (request) => {
    const query = new URL(request.url).searchParams;
    const since = wholeNumber(query.get("since") ?? "0");
    const limit = wholeNumber(query.get("limit") ?? "100");
    if (Number.isNaN(since)) return refuse("since");
    if (!(limit >= 1 && limit <= 1_000)) return refuse("limit");
    try {
      return Response.json(log.since(since, limit));
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
    return new Response("Gone", { status: 410 });
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
