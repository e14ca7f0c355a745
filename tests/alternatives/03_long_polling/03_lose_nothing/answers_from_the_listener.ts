// A held poll is answered with the message that the listener was given.
import {
  CursorFromFutureError,
  CursorGoneError,
  type EventLog,
  problem,
} from "kernel";

interface Options {
  holdMs?: number;
}

export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { holdMs = 25_000 } = options;
  return (request) => {
    const since = new URL(request.url).searchParams.get("since") ?? "0";
    if (!/^[0-9]{1,15}$/.test(since)) {
      return problem(400, { title: "digits only, and at most 15" });
    }
    try {
      const messages = log.since(parseInt(since, 10));
      if (messages.length > 0) return Response.json(messages);
    } catch (error) {
      return refusal(error);
    }
    return new Promise((resolve) => {
      const end = (response: Response) => {
        clearTimeout(timer);
        forget();
        resolve(response);
      };
      const forget = log.onAppend((message) => end(Response.json([message])));
      const timer = setTimeout(
        end,
        holdMs,
        new Response(null, { status: 204 }),
      );
      request.signal.onabort = () => end(Response.error());
    });
  };
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
