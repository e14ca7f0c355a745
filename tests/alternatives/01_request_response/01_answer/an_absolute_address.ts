// The address in full, JSON by hand, and no async.
import type { EventLog } from "kernel";

const type = { "content-type": "application/json; charset=utf-8" };

export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  const list = () =>
    new Response(JSON.stringify(log.since(0)), { headers: type });
  return (request) => request.method === "GET" ? list() : publish(log, request);
}

function publish(log: EventLog, request: Request): Promise<Response> {
  return request.text().then(JSON.parse).then(({ from, text }) => {
    const message = log.append({ from, text });
    const location = new URL(`messages/${message.id}`, request.url).href;
    const headers = { ...type, location };
    return new Response(JSON.stringify(message), { status: 201, headers });
  });
}
