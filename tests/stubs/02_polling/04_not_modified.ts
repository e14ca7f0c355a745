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
  // TODO: Both functions are to obey `If-None-Match`, and answers to GET need a tag.
  return routes({
    "GET /messages": (request) => {
      const query = new URL(request.url).searchParams;
      const since = Number(query.get("since") ?? 0);
      const limit = Number(query.get("limit") ?? 100);
      const { length } = log.since(since, limit);
      throw new Error(
        `Remove this line and answer ${length} messages with a tag, or 304`,
      );
    },
    "POST /messages": async (request) => {
      const { from, text } = await request.json();
      const message = log.append({ from, text });
      const headers = { location: `/messages/${message.id}` };
      return Response.json(message, { status: 201, headers });
    },
  });
}
