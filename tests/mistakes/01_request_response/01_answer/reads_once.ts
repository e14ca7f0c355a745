// Caught by: shows to everybody what was published, in order and letter by letter
// Misconception: A message that was read is used up.
// Says: every reader gets it
import type { EventLog } from "kernel";

/** The board over request and response, for askers who make no mistakes. */
export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  let read = 0;
  return async (request) => {
    if (request.method === "GET") {
      const messages = log.since(read);
      read = log.newest;
      return Response.json(messages);
    }
    const { from, text } = await request.json();
    const message = log.append({ from, text });
    return Response.json(message, {
      status: 201,
      headers: { location: `/messages/${message.id}` },
    });
  };
}
