// Caught by: closes with 1013 when more than maxBufferedBytes wait
// Misconception: A text is as long as its length.
// Says: they had been waiting
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
  let waiting = 0;
  const forget = log.onAppend((message) => {
    const text = JSON.stringify({ type: "message", ...message });
    socket.send(text);
    waiting += text.length;
    // A task later the network has taken what it can.
    if (waiting === text.length) setImmediate(() => waiting = 0);
    if (Math.max(waiting, 0) <= maxBufferedBytes) return;
    forget();
    socket.close(1013);
  });
  socket.onclose = forget;
}
