// Caught by: never lets go of who reads
// Misconception: What was sent was too much at some time.
// Says: throws out the best readers
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
  let sent = 0;
  const forget = log.onAppend((message) => {
    const text = JSON.stringify({ type: "message", ...message });
    socket.send(text);
    sent += text.length;
    // Two bursts are allowed, and their heads.
    if (sent <= 2 * maxBufferedBytes + 1_000) return;
    forget();
    socket.close(1013);
  });
  socket.onclose = forget;
}
