// Caught by: says where the new message is
// Misconception: The client has the id, so it can work out the address.
// Says: the header location
import type { EventLog } from "kernel";

/** The board over request and response, for askers who make no mistakes. */
export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  return async (request) => {
    if (request.method === "GET") return Response.json(log.since(0));
    const { from, text } = await request.json();
    const message = log.append({ from, text });
    return Response.json(message, { status: 201 });
  };
}
