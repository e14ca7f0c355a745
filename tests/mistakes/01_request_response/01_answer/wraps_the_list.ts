// Caught by: answers GET with all messages
// Misconception: A list needs a name in an object around it.
// Says: The answer is the list itself
import type { EventLog } from "kernel";

/** The board over request and response, for askers who make no mistakes. */
export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  return async (request) => {
    if (request.method === "GET") {
      return Response.json({ messages: log.since(0) });
    }
    const { from, text } = await request.json();
    const message = log.append({ from, text });
    return Response.json(message, {
      status: 201,
      headers: { location: `/messages/${message.id}` },
    });
  };
}
