// Caught by: makes nobody else wait
// Misconception: A broadcast is done when everybody has it.
// Says: as fast as the slowest
import type { EventLog, Message } from "kernel";

interface Options {
  maxBufferedBytes?: number;
}

export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { maxBufferedBytes = 1_048_576 } = options;
  const sockets = new Set<WebSocket>();
  const waiting: Message[] = [];
  let sending = false;
  log.onAppend((message) => {
    waiting.push(message);
    if (!sending) broadcast();
  });

  async function broadcast(): Promise<void> {
    sending = true;
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const text = JSON.stringify({ type: "message", ...next });
      for (const socket of sockets) {
        while (socket.bufferedAmount + text.length > maxBufferedBytes) {
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
        socket.send(text);
      }
    }
    sending = false;
  }

  return (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request, {
      idleTimeout: 0,
    });
    socket.onopen = () => sockets.add(socket);
    socket.onclose = () => sockets.delete(socket);
    return response;
  };
}
