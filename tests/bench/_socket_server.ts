// Started by websockets_bench.ts: a board with WebSockets.
//   bare   Deno.upgradeWebSocket, and one loop that sends the same text to all
//   board  the solution of 5.2
// Prints its URL. The paths are the same on both:
//   GET /messages/socket  a WebSocket that hears every message
//   GET /publish?text=X   publishes one message
import { EventLog } from "kernel";
import { handler } from "../../solutions/05_websockets/02_board.ts";

interface Board {
  socket(request: Request): Response | Promise<Response>;
  publish(text: string): void;
}

function bareBoard(): Board {
  const sockets = new Set<WebSocket>();
  let id = 0;
  return {
    socket(request) {
      const { socket, response } = Deno.upgradeWebSocket(request, {
        idleTimeout: 0,
      });
      socket.onopen = () => sockets.add(socket);
      socket.onclose = () => sockets.delete(socket);
      return response;
    },
    publish(text) {
      const message = { id: ++id, at: Date.now(), from: "bench", text };
      const json = JSON.stringify({ type: "message", ...message });
      for (const socket of sockets) socket.send(json);
    },
  };
}

function solutionBoard(): Board {
  const log = new EventLog();
  return {
    socket: handler(log),
    publish: (text) => void log.append({ from: "bench", text }),
  };
}

const board = Deno.args[0] === "bare" ? bareBoard() : solutionBoard();

Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  onListen: ({ port }) => console.log(`http://127.0.0.1:${port}/`),
}, (request) => {
  const { pathname, searchParams } = new URL(request.url);
  if (pathname !== "/publish") return board.socket(request);
  board.publish(searchParams.get("text")!);
  return new Response("published");
});

// Ends with its parent, whatever becomes of it.
for await (const _ of Deno.stdin.readable);
Deno.exit();
