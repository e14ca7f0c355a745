// One listener for the whole board, an interval that steps from ping to death, and events by addEventListener.
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
  const sockets = new Set<WebSocket>();
  log.onAppend((message) => {
    const text = JSON.stringify({ type: "message", ...message });
    for (const socket of sockets) socket.send(text);
  });
  return (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request, {
      idleTimeout: 0,
    });
    const gone = new AbortController();
    let heard = new AbortController();

    async function watch(): Promise<void> {
      while (!gone.signal.aborted) {
        heard = new AbortController();
        const over = AbortSignal.any([heard.signal, gone.signal]);
        if (!await silence(pingAfterMs, over)) continue;
        socket.send('{"type":"ping"}');
        if (!await silence(deadAfterMs - pingAfterMs, over)) continue;
        sockets.delete(socket);
        gone.abort();
        socket.close(1001);
      }
    }

    socket.addEventListener("open", () => {
      sockets.add(socket);
      watch();
    });
    socket.addEventListener("message", ({ data }) => {
      heard.abort();
      if (asks(data)) socket.send('{"type":"pong"}');
    }, { signal: gone.signal });
    socket.addEventListener("close", () => {
      sockets.delete(socket);
      gone.abort();
    });
    return response;
  };
}

/** Whether `ms` have passed before it was `over`. */
function silence(ms: number, over: AbortSignal): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(true), ms);
  over.addEventListener("abort", () => {
    clearTimeout(timer);
    resolve(false);
  });
  return promise;
}

function asks(data: unknown): boolean {
  try {
    return JSON.parse(`${data}`).type === "ping";
  } catch {
    return false;
  }
}
