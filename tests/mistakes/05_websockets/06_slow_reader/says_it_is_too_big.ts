// Caught by: lets a reader go who does not read
// Misconception: 1009 is for too much.
// Says: 1013 tells the reader
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
  const forget = log.onAppend((message) => {
    socket.send(JSON.stringify({ type: "message", ...message }));
    if (socket.bufferedAmount <= maxBufferedBytes) return;
    forget();
    socket.close(1009);
  });
  socket.onclose = forget;
}
