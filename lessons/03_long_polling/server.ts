/**
 * Lesson 3, the naive server: it holds every poll until the next message and
 * hands that message over. It works while the board is calm. Read in the
 * lesson's text what it loses, and mend it in the exercises.
 *
 * @module
 */
import { type EventLog, type Handler, type Message, routes } from "kernel";

/** Answers `GET /messages` with the next message, whenever that comes. */
export function handler(log: EventLog): Handler {
  return routes({
    "GET /messages": async () => Response.json([await next(log)]),
  });
}

/** Resolves with the next message that is appended. */
function next(log: EventLog): Promise<Message> {
  const { promise, resolve } = Promise.withResolvers<Message>();
  const forget = log.onAppend((message) => {
    forget();
    resolve(message);
  });
  return promise;
}
