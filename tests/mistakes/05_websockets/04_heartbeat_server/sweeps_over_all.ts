// Caught by: pings after 20 s of silence, and not before
// Misconception: One interval that looks after everybody is exact enough.
// Says: A sweep over all sockets
import type { EventLog } from "kernel";

interface Options {
  pingAfterMs?: number;
  deadAfterMs?: number;
}

export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { pingAfterMs = 20_000, deadAfterMs = 30_000 } = options;
  const heardAt = new Map<WebSocket, number>();
  const asked = new Set<WebSocket>();
  const sweepMs = deadAfterMs - pingAfterMs;
  setInterval(() => {
    for (const [socket, at] of heardAt) {
      const silence = Date.now() - at;
      if (silence >= deadAfterMs) {
        heardAt.delete(socket);
        socket.close();
      } else if (silence >= pingAfterMs && !asked.has(socket)) {
        asked.add(socket);
        send(socket, { type: "ping" });
      }
    }
  }, sweepMs);
  return (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request, {
      idleTimeout: 0,
    });
    socket.onopen = () => {
      heardAt.set(socket, Date.now());
      const forget = log.onAppend((message) =>
        send(socket, { type: "message", ...message })
      );
      socket.onmessage = ({ data }) => {
        heardAt.set(socket, Date.now());
        asked.delete(socket);
        if (typeOf(data) === "ping") send(socket, { type: "pong" });
      };
      socket.onclose = () => {
        heardAt.delete(socket);
        forget();
      };
    };
    return response;
  };
}

function send(socket: WebSocket, value: unknown): void {
  socket.send(JSON.stringify(value));
}

function typeOf(data: unknown): unknown {
  try {
    return JSON.parse(data as string)?.type;
  } catch {
    return undefined;
  }
}
