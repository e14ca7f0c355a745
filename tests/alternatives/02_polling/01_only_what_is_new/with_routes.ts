// Leaves methods and paths to routes; throws its refusals and catches them in one place.
import {
  CursorFromFutureError,
  CursorGoneError,
  type EventLog,
  problem,
  routes,
} from "kernel";

class Refusal extends Error {
  constructor(readonly response: Response) {
    super("refused");
  }
}

export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  return routes({
    "GET /messages": ({ url }) => {
      const query = new URL(url).searchParams;
      try {
        const cursor = digits(query, "since", 0, Number.MAX_SAFE_INTEGER);
        const limit = digits(query, "limit", 1, 1_000) ?? 100;
        return Response.json(log.since(cursor ?? 0, limit));
      } catch (error) {
        if (error instanceof Refusal) return error.response;
        if (error instanceof CursorGoneError) return say(410, "gone", error);
        if (error instanceof CursorFromFutureError) {
          return say(400, "from-future", error);
        }
        throw error;
      }
    },
  });
}

function digits(
  query: URLSearchParams,
  name: string,
  min: number,
  max: number,
): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const value = [...text].every((digit) => "0123456789".includes(digit))
    ? Number(text)
    : NaN;
  if (value >= min && value <= max) return value;
  throw new Refusal(problem(400, { title: `${name} is ${text}` }));
}

function say(
  status: number,
  what: string,
  { oldest, newest, message }: CursorGoneError,
): Response {
  return problem(status, {
    type: `/problems/cursor-${what}`,
    title: "The cursor cannot be answered",
    detail: message,
    members: { newest, oldest },
  });
}
