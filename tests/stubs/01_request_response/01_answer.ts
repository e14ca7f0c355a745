/**
 * 1.1 Answer
 *
 * Five minutes, and the board is open. Whoever asks gets all messages; that
 * already works. Whoever has something to say sends it, and nobody takes it
 * in yet.
 *
 * @module
 */
import type { EventLog } from "kernel";

/** Answers `GET /messages` with all messages, and publishes with `POST /messages`. */
export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  return async (request) => {
    if (request.method === "GET") return Response.json(log.since(0));
    const { from, text } = await request.json();
    // TODO: Append the message to the log, then answer 201 with its address and itself.
    throw new Error(`Remove this line and publish "${text}" from ${from}`);
  };
}
