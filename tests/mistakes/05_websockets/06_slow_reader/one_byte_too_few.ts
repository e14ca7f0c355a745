// Caught by: keeps a reader for whom exactly 1 MiB waits
// Misconception: At most 1 MiB means less than 1 MiB.
// Says: A burst is no slowness
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
    if (socket.bufferedAmount < maxBufferedBytes) return;
    forget();
    socket.close(1013);
  });
  socket.onclose = forget;
}
