// Caught by: closes with 1013 when more than maxBufferedBytes wait
// Misconception: 1 MiB is right for everybody.
// Says: they had been waiting
import type { EventLog } from "kernel";

interface Options {
  maxBufferedBytes?: number;
}

export function handler(
  log: EventLog,
  _options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const maxBufferedBytes = 1_048_576;
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
    socket.close(1013);
  });
  socket.onclose = forget;
}
