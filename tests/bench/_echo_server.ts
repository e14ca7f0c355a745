// Started by websockets_bench.ts: sends every WebSocket message back.
//   ours  the solution of 5.10, on Deno.listen
//   deno  Deno.upgradeWebSocket
// Prints its URL.
import { serve } from "../../solutions/05_websockets/10_conversation.ts";

function serveOurs(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  serve(listener);
  return listener.addr.port;
}

function serveDeno(): number {
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: () => {},
  }, (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request, {
      idleTimeout: 0,
    });
    socket.onmessage = ({ data }) => socket.send(data);
    return response;
  });
  return server.addr.port;
}

const port = Deno.args[0] === "ours" ? serveOurs() : serveDeno();
console.log(`http://127.0.0.1:${port}/`);

// Ends with its parent, whatever becomes of it.
for await (const _ of Deno.stdin.readable);
Deno.exit();
