/**
 * 5.1 Upgrade: one possibility.
 *
 * @module
 */
import { type EventLog, problem } from "kernel";

/** Options for {@linkcode handler}. */
export interface Options {
  /**
   * Origins whose pages may connect, such as `https://board.example`, beside
   * the board's own.
   *
   * @default {[]}
   */
  origins?: readonly string[];
  /**
   * Subprotocols that the board speaks.
   *
   * @default {[]}
   */
  protocols?: readonly string[];
}

/** 16 bytes in base64: 22 characters, and two that fill up. */
const KEY = /^[A-Za-z0-9+/]{22}==$/;

/** Opens a WebSocket at `GET /messages/socket`, or says why not. */
export function handler(
  _log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { origins = [], protocols = [] } = options;
  return (request) => refusal(request, origins) ?? accept(request, protocols);
}

/** The answer to a request that is no handshake of ours. */
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
      headers: { "sec-websocket-version": "13" },
    });
  }
  if (!names(headers, "connection").includes("upgrade")) {
    return problem(400, { title: "Connection must name Upgrade" });
  }
  if (!KEY.test(headers.get("sec-websocket-key") ?? "")) {
    return problem(400, { title: "Sec-WebSocket-Key must be 16 bytes" });
  }
  // Only browsers send it, and no page can make them lie: it tells whose page is asking.
  const origin = headers.get("origin") ?? new URL(url).origin;
  if (![new URL(url).origin, ...origins].includes(origin)) {
    return problem(403, { title: `Pages of ${origin} may not connect` });
  }
}

function accept(request: Request, protocols: readonly string[]): Response {
  // Not Deno's own option `protocol`: it overlooks names that no space separates.
  const protocol = list(request.headers, "sec-websocket-protocol")
    .find((name) => protocols.includes(name));
  // From here on the headers of the request can no longer be read.
  const { socket, response } = Deno.upgradeWebSocket(request, {
    idleTimeout: 0,
  });
  if (protocol) response.headers.set("sec-websocket-protocol", protocol);
  converse(socket);
  return response;
}

/** Answers each `{ type: "ping" }`. The rest of the board is 5.2. */
function converse(socket: WebSocket): void {
  socket.onmessage = ({ data }) => {
    if (typeOf(data) !== "ping") return;
    socket.send(JSON.stringify({ type: "pong" }));
  };
}

/** The type of a message, if it is one: an exception here would end the process. */
function typeOf(data: unknown): unknown {
  try {
    return JSON.parse(String(data)).type;
  } catch {
    return undefined;
  }
}

/** What a header lists, separated by commas. */
function list(headers: Headers, name: string): string[] {
  return (headers.get(name) ?? "").split(",").map((item) => item.trim());
}

/** The same for names whose case does not count. */
function names(headers: Headers, name: string): string[] {
  return list(headers, name).map((item) => item.toLowerCase());
}
