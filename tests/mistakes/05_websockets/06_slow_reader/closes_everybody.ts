// Caught by: makes nobody else wait
// Misconception: Too much for one is too much for the board.
// Says: stay open
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

const sockets = new Set<WebSocket>();

function join(
  socket: WebSocket,
  log: EventLog,
  maxBufferedBytes: number,
): void {
  const forget = log.onAppend((message) => {
    socket.send(JSON.stringify({ type: "message", ...message }));
    if (socket.bufferedAmount <= maxBufferedBytes) return;
    forget();
    for (const each of sockets) each.close(1013);
  });
  socket.onclose = forget;
  sockets.add(socket);
}
