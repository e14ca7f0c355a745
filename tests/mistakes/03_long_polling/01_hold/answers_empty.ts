// Caught by: holds the poll while nothing is there
// Misconception: A poll is a question, and a question gets an answer right away.
// Says: polling in a hurry
import type { EventLog } from "kernel";

export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  return (request) => {
    const query = new URL(request.url).searchParams;
    const since = Number(query.get("since") ?? 0);
    return Response.json(log.since(since));
  };
}
