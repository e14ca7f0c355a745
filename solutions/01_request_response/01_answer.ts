/**
 * 1.1 Answer: one possibility.
 *
 * @module
 */
import type { EventLog } from "kernel";

/** The board over request and response, for askers who make no mistakes. */
export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  return async (request) => {
    if (request.method === "GET") return Response.json(log.since(0));
    const { from, text } = await request.json();
    const message = log.append({ from, text });
    // 201 says that something is there now which was not there before, and Location says where.
    return Response.json(message, {
      status: 201,
      headers: { location: `/messages/${message.id}` },
    });
  };
}
