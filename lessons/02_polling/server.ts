/**
 * Lesson 2, the naive server: it answers every question at once, mostly with an
 * empty list, and believes whatever number it is told. The exercises mend it.
 *
 * @module
 */
import { type EventLog, routes } from "kernel";

/** Answers `GET /messages?since=ID` with the messages after ID. */
export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  return routes({
    "GET /messages": (request) => {
      const { searchParams } = new URL(request.url);
      return Response.json(log.since(Number(searchParams.get("since"))));
    },
  });
}
