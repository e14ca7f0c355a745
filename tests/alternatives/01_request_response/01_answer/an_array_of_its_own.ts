// Keeps the list ready as JSON, and names the message relative to the list.
import type { EventLog, Message } from "kernel";

export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  const messages: Message[] = log.since(0);
  log.onAppend((message) => messages.push(message));
  return async (request) => {
    if (request.method !== "POST") return Response.json(messages);
    const message = log.append(await request.json());
    const headers = new Headers({ location: `messages/${message.id}` });
    return Response.json({ ...message, new: true }, { status: 201, headers });
  };
}
