// NaN stands for what is no number, and one refusal for both parameters; few words.
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
