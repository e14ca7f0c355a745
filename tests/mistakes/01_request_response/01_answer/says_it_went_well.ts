// Caught by: answers POST with 201
// Misconception: 200 means success, and this was a success.
// Says: 200 says that it went well
import type { EventLog } from "kernel";

/** The board over request and response, for askers who make no mistakes. */
export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  return async (request) => {
    if (request.method === "GET") return Response.json(log.since(0));
    const { from, text } = await request.json();
    const message = log.append({ from, text });
    return Response.json(message, {
      headers: { location: `/messages/${message.id}` },
    });
  };
}
