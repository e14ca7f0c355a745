// Caught by: says where the new message is
// Misconception: Location is where the client should look next: the list.
// Says: not the list that it is in
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
      status: 201,
      headers: { location: "/messages" },
    });
  };
}
