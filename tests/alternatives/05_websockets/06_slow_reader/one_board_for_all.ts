// One listener and one text for the whole board; looks before each message whether the last one was too much.
import type { EventLog } from "kernel";

interface Options {
  maxBufferedBytes?: number;
}

export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { maxBufferedBytes = 1_048_576 } = options;
  const sockets = new Set<WebSocket>();
  log.onAppend((message) => {
    const text = JSON.stringify({ type: "message", ...message });
    for (const socket of sockets) {
      if (socket.bufferedAmount > maxBufferedBytes) {
        sockets.delete(socket);
        socket.close(1013);
      } else socket.send(text);
    }
  });
  return (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request, {
      idleTimeout: 0,
    });
    socket.addEventListener("open", () => sockets.add(socket));
    socket.addEventListener("close", () => sockets.delete(socket));
    return response;
  };
}
