// Started by server_sent_events_bench.ts: COUNT readers of the board at URL.
// Prints the server's memory per reader in bytes; then, each time it is told so
// on stdin, lets the board publish and prints how many milliseconds passed until
// the last message had reached every reader.
const [href, count] = Deno.args as [string, string];
const { hostname, port, host } = new URL(href);
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The marker may be cut in two: so much of the last piece is kept. */
const TAIL_CHARACTERS = 40;

function connect(): Promise<Deno.TcpConn> {
  return Deno.connect({ hostname, port: Number(port) });
}

async function send(connection: Deno.TcpConn, path: string): Promise<void> {
  const text = `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
  await connection.write(encoder.encode(text));
}

/** Reads until what has come ends with `marker`, or nearly so. */
async function readTo(
  connection: Deno.TcpConn,
  marker: string,
): Promise<string> {
  const buffer = new Uint8Array(65_536);
  let tail = "";
  while (!tail.includes(marker)) {
    const length = await connection.read(buffer);
    if (length === null) throw new Error("The server closed a stream");
    const from = Math.max(0, length - 2 * TAIL_CHARACTERS);
    const text = decoder.decode(buffer.subarray(from, length));
    tail = tail.slice(-TAIL_CHARACTERS) + text;
  }
  return tail;
}

const control = await connect();

async function residentMemory(): Promise<number> {
  await send(control, "/rss");
  const buffer = new Uint8Array(1024);
  const length = await control.read(buffer) ?? 0;
  return Number(
    decoder.decode(buffer.subarray(0, length)).split("\r\n\r\n")[1],
  );
}

const before = await residentMemory();
const readers: Deno.TcpConn[] = [];
while (readers.length < Number(count)) {
  const reader = await connect();
  readers.push(reader);
  await send(reader, "/messages/stream");
}
await Promise.all(readers.map((reader) => readTo(reader, ": welcome")));
console.log((await residentMemory() - before) / readers.length);

let round = 0;
for await (const _ of Deno.stdin.readable) {
  const marker = `last of ${++round}.`;
  const all = readers.map((reader) => readTo(reader, marker));
  const start = performance.now();
  await send(control, `/publish?text=${encodeURIComponent(marker)}`);
  await Promise.all(all);
  console.log(performance.now() - start);
  await control.read(new Uint8Array(1024));
}
