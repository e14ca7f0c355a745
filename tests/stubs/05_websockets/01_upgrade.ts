/**
 * 5.1 Upgrade
 *
 * `Deno.upgradeWebSocket` shakes hands with nearly everybody: with old
 * protocols, half requests and the pages of strangers. Look at each request
 * before you let it do so, and answer the others with what they can understand.
 *
 * @module
 */
import { type EventLog, problem } from "kernel";

/** Options for {@linkcode handler}. */
export interface Options {
  /**
   * Origins whose pages may connect, such as `https://board.example`, beside
   * the board's own. They are compared letter by letter.
   *
   * @default {[]}
   */
  origins?: readonly string[];
  /**
   * Subprotocols that the board speaks; case counts.
   *
   * @default {[]}
   */
  protocols?: readonly string[];
}

/** Opens a WebSocket at `GET /messages/socket`, or says why not. */
export function handler(
  _log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { origins = [], protocols = [] } = options;
  return (request) => {
    // TODO: Refuse what is no handshake and who may not connect, and choose a subprotocol.
    if (origins && protocols) throw new Error("Remove this line and upgrade");
    if (request.method !== "GET") {
      return problem(405, { title: "Use GET", headers: { allow: "GET" } });
    }
    const { socket, response } = Deno.upgradeWebSocket(request, {
      idleTimeout: 0,
    });
    converse(socket);
    return response;
  };
}

/** Answers each `{ type: "ping" }`. It is right; the rest of the board is 5.2. */
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
