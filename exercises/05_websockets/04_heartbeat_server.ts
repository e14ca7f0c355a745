/**
 * 5.4 Heartbeat on the server
 *
 * Hal reads the board on a train, and the train enters a tunnel. No close frame
 * comes out of it, no end of the connection: for your server Hal is there, for
 * hours. Ask for a sign of life, and let him go when none comes.
 *
 * @module
 */
import type { EventLog } from "kernel";

/** Options for {@linkcode handler}. */
export interface Options {
  /**
   * How long nothing may be received before a ping is sent, in milliseconds.
   *
   * @default {20_000}
   */
  pingAfterMs?: number;
  /**
   * How long nothing may be received before the socket is let go, in milliseconds.
   *
   * @default {30_000}
   */
  deadAfterMs?: number;
}

/** Answers `GET /messages/socket`; lets go of those who show no sign of life. */
export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  return (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request, {
      idleTimeout: 0,
    });
    socket.onopen = () => join(socket, log, options);
    return response;
  };
}

/** Tells `socket` what is published until it has closed, which may take for ever. */
function join(socket: WebSocket, log: EventLog, options: Options): void {
  const { pingAfterMs = 20_000, deadAfterMs = 30_000 } = options;
  // TODO: Ask after `pingAfterMs` of silence, give up after `deadAfterMs`.
  if (pingAfterMs && deadAfterMs) throw new Error("Remove this line and ask");
  const forget = log.onAppend((message) =>
    send(socket, { type: "message", ...message })
  );
  socket.onmessage = ({ data }) => {
    if (typeOf(data) === "ping") send(socket, { type: "pong" });
  };
  socket.onclose = forget;
}

function send(socket: WebSocket, value: unknown): void {
  socket.send(JSON.stringify(value));
}

/** The `type` of what came, if it is JSON and has one. */
function typeOf(data: unknown): unknown {
  try {
    return JSON.parse(data as string)?.type;
  } catch {
    return undefined;
  }
}
