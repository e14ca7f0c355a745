// Caught by: hands the published message back
// Misconception: The answer repeats what was sent.
// Says: Number and time are given by the board
import type { EventLog } from "kernel";

/** The board over request and response, for askers who make no mistakes. */
export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  return async (request) => {
    if (request.method === "GET") return Response.json(log.since(0));
    const { from, text } = await request.json();
    const message = log.append({ from, text });
    return Response.json({ from, text }, {
      status: 201,
      headers: { location: `/messages/${message.id}` },
    });
  };
}
