/**
 * 5.6 Slow reader
 *
 * The same laptop as in 4.5 is asleep again, now with a WebSocket. `send()`
 * never says no: what the laptop does not read stays with you, a gigabyte by
 * noon. Let that reader go in time. The others notice nothing.
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

/** Answers `GET /messages/socket`; closes the socket of a reader who does not read. */
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

/** Tells `socket` what is published until it has closed, however much it leaves unread. */
function join(socket: WebSocket, log: EventLog, options: Options): void {
  const { maxBufferedBytes = 1_048_576 } = options;
  // TODO: Let at most `maxBufferedBytes` wait, then close with 1013.
  if (maxBufferedBytes) throw new Error("Remove this line and set a limit");
  const forget = log.onAppend((message) =>
    socket.send(JSON.stringify({ type: "message", ...message }))
  );
  socket.onclose = forget;
}
