// Caught by: answers 426 with Sec-WebSocket-Version to another version
// Misconception: The status says it all.
// Says: if the header says which one would do
import { type EventLog, problem } from "kernel";

interface Options {
  origins?: readonly string[];
  protocols?: readonly string[];
}

const KEY = /^[A-Za-z0-9+/]{22}==$/;

export function handler(
  _log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { origins = [], protocols = [] } = options;
  return (request) => refusal(request, origins) ?? accept(request, protocols);
}

function refusal(
  { method, url, headers }: Request,
  origins: readonly string[],
): Response | undefined {
  if (method !== "GET") {
    return problem(405, { title: "Use GET", headers: { allow: "GET" } });
  }
  if (!names(headers, "upgrade").includes("websocket")) {
    return problem(426, {
      title: "There is only a WebSocket here",
      headers: { upgrade: "websocket", connection: "Upgrade" },
    });
  }
  if (headers.get("sec-websocket-version") !== "13") {
    return problem(426, {
      title: "Use version 13",
    });
  }
  if (!names(headers, "connection").includes("upgrade")) {
    return problem(400, { title: "Connection must name Upgrade" });
  }
  if (!KEY.test(headers.get("sec-websocket-key") ?? "")) {
    return problem(400, { title: "Sec-WebSocket-Key must be 16 bytes" });
  }
  const origin = headers.get("origin") ?? new URL(url).origin;
  if (![new URL(url).origin, ...origins].includes(origin)) {
    return problem(403, { title: `Pages of ${origin} may not connect` });
  }
}

function accept(request: Request, protocols: readonly string[]): Response {
  const protocol = list(request.headers, "sec-websocket-protocol")
    .find((name) => protocols.includes(name));
  const { socket, response } = Deno.upgradeWebSocket(request, {
    idleTimeout: 0,
  });
  if (protocol) response.headers.set("sec-websocket-protocol", protocol);
  converse(socket);
  return response;
}

function converse(socket: WebSocket): void {
  socket.onmessage = ({ data }) => {
    if (typeOf(data) !== "ping") return;
    socket.send(JSON.stringify({ type: "pong" }));
  };
}

function typeOf(data: unknown): unknown {
  try {
    return JSON.parse(String(data)).type;
  } catch {
    return undefined;
  }
}

function list(headers: Headers, name: string): string[] {
  return (headers.get(name) ?? "").split(",").map((item) => item.trim());
}

function names(headers: Headers, name: string): string[] {
  return list(headers, name).map((item) => item.toLowerCase());
}
