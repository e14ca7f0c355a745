// Started by websockets_bench.ts with Node: `node _echo_node.mjs URL-OF-WS`.
// Sends every WebSocket message back with npm:ws, set up as its read-me file
// does. Prints its URL.
import process from "node:process";

const { WebSocketServer } = await import(process.argv[2]);
const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
server.on("connection", (socket) => {
  socket.on("message", (data, binary) => socket.send(data, { binary }));
});
server.on("listening", () => {
  console.log(`http://127.0.0.1:${server.address().port}/`);
});

// Ends with its parent, whatever becomes of it.
process.stdin.resume().on("end", () => process.exit());
