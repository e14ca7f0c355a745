// Looks at what waits before it sends: the message that is too much is not sent.
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

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function join(
  socket: WebSocket,
  log: EventLog,
  maxBufferedBytes: number,
): void {
  const forget = log.onAppend((message) => {
    const bytes = encoder.encode(
      JSON.stringify({ type: "message", ...message }),
    );
    if (socket.bufferedAmount + bytes.length > maxBufferedBytes) {
      forget();
      return socket.close(1013, "Come back later");
    }
    socket.send(decoder.decode(bytes));
  });
  socket.onclose = forget;
}
