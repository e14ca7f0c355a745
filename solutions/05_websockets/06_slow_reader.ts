/**
 * 5.6 Slow reader: one possibility.
 *
 * @module
 */
import type { EventLog } from "kernel";

/** Options for {@linkcode handler}. */
export interface Options {
  /**
   * How many bytes may be buffered for one reader.
   *
   * @default {1_048_576}
   */
  maxBufferedBytes?: number;
}

/** The board as a WebSocket that lets go of readers who do not read. */
export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { maxBufferedBytes = 1_048_576 } = options;
  return (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request, {
      idleTimeout: 0,
    });
    socket.onopen = () => join(socket, log, maxBufferedBytes);
    return response;
  };
}

function join(
  socket: WebSocket,
  log: EventLog,
  maxBufferedBytes: number,
): void {
  const forget = log.onAppend((message) => {
    socket.send(JSON.stringify({ type: "message", ...message }));
    if (socket.bufferedAmount <= maxBufferedBytes) return;
    // The close frame waits behind what nobody reads: do not wait for it too.
    forget();
    socket.close(1013, "Too slow");
  });
  socket.onclose = forget;
}
