// Caught by: answers an empty board with an empty list
// Misconception: Nothing to say is said with 204.
// Says: An empty list says it
import type { EventLog } from "kernel";

/** The board over request and response, for askers who make no mistakes. */
export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  return async (request) => {
    if (request.method === "GET") {
      if (log.newest === 0) return new Response(null, { status: 204 });
      return Response.json(log.since(0));
    }
    const { from, text } = await request.json();
    const message = log.append({ from, text });
    return Response.json(message, {
      status: 201,
      headers: { location: `/messages/${message.id}` },
    });
  };
}
