// Started by websockets_bench.ts: COUNT WebSockets of the board at URL, over raw
// TCP. Prints "ready"; then, each time it is told so on stdin, lets the board
// publish BROADCASTS messages, each when the one before it has reached every
// socket, and prints how many milliseconds that took.
import { openSocket } from "./_open_socket.ts";

const [href, count, broadcasts] = Deno.args as [string, string, string];
const { hostname, port, host } = new URL(href);
const decoder = new TextDecoder();

const control = await Deno.connect({ hostname, port: Number(port) });

async function publish(text: string): Promise<void> {
  const request = `GET /publish?text=${text} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
  await control.write(new TextEncoder().encode(request));
  await control.read(new Uint8Array(1_024));
}

/** Reads one message, which comes in one piece because it is small. */
async function expect(socket: Deno.TcpConn, text: string): Promise<void> {
  const buffer = new Uint8Array(256);
  const length = await socket.read(buffer) ?? 0;
  const came = decoder.decode(buffer.subarray(0, length));
  if (!came.includes(text)) throw new Error(`Expected ${text}, got ${came}`);
}

const sockets: Deno.TcpConn[] = [];
while (sockets.length < Number(count)) sockets.push(await openSocket(href));
console.log("ready");

let published = 0;
for await (const _ of Deno.stdin.readable) {
  const start = performance.now();
  for (let round = 0; round < Number(broadcasts); round++) {
    const text = `no-${++published}.`;
    const all = sockets.map((socket) => expect(socket, text));
    await publish(text);
    await Promise.all(all);
  }
  console.log(performance.now() - start);
}
