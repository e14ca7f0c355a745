/**
 * 5.4 Heartbeat on the server: one possibility.
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

/** The board as a WebSocket that lets go of those who show no sign of life. */
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

function join(socket: WebSocket, log: EventLog, options: Options): void {
  const { pingAfterMs = 20_000, deadAfterMs = 30_000 } = options;
  let ping: ReturnType<typeof setTimeout> | undefined;
  let death: ReturnType<typeof setTimeout> | undefined;
  const forget = log.onAppend((message) =>
    send(socket, { type: "message", ...message })
  );

  /** Somebody is there: both times begin anew. Sending proves nothing. */
  function live(): void {
    clearTimeout(ping);
    clearTimeout(death);
    ping = setTimeout(() => send(socket, { type: "ping" }), pingAfterMs);
    death = setTimeout(() => {
      // The close event waits for an answer, and the dead do not answer.
      leave();
      socket.close();
    }, deadAfterMs);
  }

  function leave(): void {
    clearTimeout(ping);
    clearTimeout(death);
    forget();
  }

  socket.onmessage = ({ data }) => {
    live();
    if (typeOf(data) === "ping") send(socket, { type: "pong" });
  };
  socket.onclose = leave;
  live();
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
