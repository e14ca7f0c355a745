/**
 * 2.4 Not modified
 *
 * The board's front page is a list without a cursor: 100 messages, every two
 * seconds, for everybody, although nothing has happened since lunch. Mark the
 * state of the board, so that it travels only when it is another one.
 *
 * @module
 */
import { type EventLog, routes } from "kernel";

/** Answers `GET /messages` and `POST /messages`, each as `If-None-Match` demands. */
export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  // TODO: Both functions answer as if `If-None-Match` did not exist, and without a tag. Mend both.
  return routes({
    "GET /messages": (request) => {
      const query = new URL(request.url).searchParams;
      const since = Number(query.get("since") ?? 0);
      const limit = Number(query.get("limit") ?? 100);
      if (limit) throw new Error("Remove this line and compare the tags");
      return Response.json(log.since(since, limit));
    },
    "POST /messages": async (request) => {
      const { from, text } = await request.json();
      const message = log.append({ from, text });
      const headers = { location: `/messages/${message.id}` };
      return Response.json(message, { status: 201, headers });
    },
  });
}
