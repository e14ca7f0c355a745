// Caught by: gives each socket its own time
// Misconception: When one is dead, the network is.
// Says: one ping after 20000 ms
import type { EventLog } from "kernel";

interface Options {
  pingAfterMs?: number;
  deadAfterMs?: number;
}

export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  return (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request, {
      idleTimeout: 0,
    });
    socket.onopen = () => join(socket, log, options);
    return response;
  };
}

const sockets = new Set<WebSocket>();

function join(socket: WebSocket, log: EventLog, options: Options): void {
  const { pingAfterMs = 20_000, deadAfterMs = 30_000 } = options;
  let ping: ReturnType<typeof setTimeout> | undefined;
  let death: ReturnType<typeof setTimeout> | undefined;
  const forget = log.onAppend((message) =>
    send(socket, { type: "message", ...message })
  );

  function live(): void {
    clearTimeout(ping);
    clearTimeout(death);
    ping = setTimeout(() => send(socket, { type: "ping" }), pingAfterMs);
    death = setTimeout(() => {
      leave();
      for (const each of sockets) each.close();
    }, deadAfterMs);
  }

  function leave(): void {
    clearTimeout(ping);
    clearTimeout(death);
    forget();
  }

  socket.onmessage = ({ data }) => {
    live();
    if (typeOf(data) === "ping") send(socket, { type: "pong" });
  };
  socket.onclose = leave;
  sockets.add(socket);
  live();
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
