// Caught by: makes nobody else wait
// Misconception: The limit is for the server, and whoever is next pays for it.
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
    const waiting = [...sockets].reduce(
      (sum, { bufferedAmount }) => sum + bufferedAmount,
      0,
    );
    if (waiting <= maxBufferedBytes) return;
    forget();
    socket.close(1013);
  });
  socket.onclose = forget;
  sockets.add(socket);
}
