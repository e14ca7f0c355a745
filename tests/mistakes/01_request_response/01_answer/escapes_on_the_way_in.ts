// Caught by: shows to everybody what was published, in order and letter by letter
// Misconception: Text from outside has to be escaped before it is stored.
// Says: as it was written
import type { EventLog } from "kernel";

/** The board over request and response, for askers who make no mistakes. */
export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  return async (request) => {
    if (request.method === "GET") return Response.json(log.since(0));
    const { from, text } = await request.json();
    const message = log.append({ from, text: encodeURIComponent(text) });
    return Response.json(message, {
      status: 201,
      headers: { location: `/messages/${message.id}` },
    });
  };
}
