// Caught by: says that both answers are JSON
// Misconception: What JSON.stringify makes is JSON, and everybody sees that.
// Says: plain text until it says otherwise
import type { EventLog } from "kernel";

/** The board over request and response, for askers who make no mistakes. */
export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  return async (request) => {
    if (request.method === "GET") return Response.json(log.since(0));
    const { from, text } = await request.json();
    const message = log.append({ from, text });
    return new Response(JSON.stringify(message), {
      status: 201,
      headers: { location: `/messages/${message.id}` },
    });
  };
}
