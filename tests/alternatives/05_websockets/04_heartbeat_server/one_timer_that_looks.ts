// One timer for each socket, which looks at the time when it fires.
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
  let heardAt = Date.now();
  let asked = false;
  let timer = setTimeout(look, pingAfterMs);
  const forget = log.onAppend((message) =>
    send(socket, { type: "message", ...message })
  );

  function look(): void {
    const silence = Date.now() - heardAt;
    if (silence >= deadAfterMs) {
      leave();
      return socket.close(4000, "No sign of life");
    }
    if (silence >= pingAfterMs && !asked) {
      asked = true;
      send(socket, { type: "ping" });
    }
    const nextMs = asked ? deadAfterMs : pingAfterMs;
    timer = setTimeout(look, nextMs - silence);
  }

  function leave(): void {
    clearTimeout(timer);
    forget();
  }

  socket.onmessage = ({ data }) => {
    heardAt = Date.now();
    asked = false;
    if (typeOf(data) === "ping") send(socket, { type: "pong" });
  };
  socket.onclose = leave;
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
