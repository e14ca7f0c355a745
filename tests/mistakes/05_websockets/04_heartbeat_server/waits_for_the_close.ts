// Caught by: lets the dead go without waiting for their answer
// Misconception: close() leads to the close event, and there everything is tidied up.
// Says: after both have been silent
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
      socket.close();
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
