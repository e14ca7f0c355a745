/**
 * Lesson 1, the naive server: whoever says GET gets all messages, and everybody
 * else must have come to publish one. It works while nobody makes a mistake.
 * Read in the lesson's text what it does with nonsense, and mend it in the
 * exercises.
 *
 * @module
 */
import type { EventLog, Handler } from "kernel";

/** Answers `GET` with all messages, and anything else by publishing its body. */
export function handler(log: EventLog): Handler {
  return async (request) => {
    if (request.method === "GET") return Response.json(log.since(0));
    return Response.json(log.append(await request.json()));
  };
}
