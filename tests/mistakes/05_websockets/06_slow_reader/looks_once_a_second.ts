// Caught by: closes with 1013 when more than maxBufferedBytes wait
// Misconception: Who is slow is still slow in a second.
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
  const forget = log.onAppend((message) => {
    socket.send(JSON.stringify({ type: "message", ...message }));
  });
  const timer = setInterval(() => {
    if (socket.bufferedAmount <= maxBufferedBytes) return;
    leave();
    socket.close(1013);
  }, 1_000);
  const leave = () => {
    clearInterval(timer);
    forget();
  };
  socket.onclose = leave;
}
