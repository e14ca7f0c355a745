// Caught by: forgets who was let go, and who left
// Misconception: Sending to a socket that is closed does nothing, so it costs nothing.
// Says: listeners
import type { EventLog } from "kernel";

interface Options {
  maxBufferedBytes?: number;
}

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
  log.onAppend((message) => {
    socket.send(JSON.stringify({ type: "message", ...message }));
    if (socket.bufferedAmount <= maxBufferedBytes) return;
    socket.close(1013);
  });
}
