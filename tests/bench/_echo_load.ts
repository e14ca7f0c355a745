// Started by websockets_bench.ts: sends text messages of BYTES bytes to the echo
// at URL over CONNECTIONS connections, AHEAD of them at a time on each, for MS
// milliseconds. Prints how many came back per second.
import { openSocket } from "./_open_socket.ts";

const [href = "", ...numbers] = Deno.args;
const [bytes, connections, ahead, ms] = numbers.map(Number) as [
  number,
  number,
  number,
  number,
];

/** A text frame of a client, as it goes over the wire. */
function clientFrame(length: number): Uint8Array<ArrayBuffer> {
  const mask = [0x37, 0xfa, 0x21, 0x3d];
  const head = length < 126
    ? [0x81, 0x80 | length]
    : [0x81, 0x80 | 126, length >> 8, length & 0xff];
  const payload = new Array(length).fill(0x78).map((byte, at) =>
    byte ^ mask[at % 4]!
  );
  return new Uint8Array([...head, ...mask, ...payload]);
}

const frame = clientFrame(bytes);
const batch = new Uint8Array(frame.length * ahead);
for (let at = 0; at < batch.length; at += frame.length) batch.set(frame, at);
/** What comes back has no mask. */
const answerBytes = (frame.length - 4) * ahead;

const end = performance.now() + ms;
let answers = 0;

async function talk(): Promise<void> {
  using connection = await openSocket(href);
  const buffer = new Uint8Array(65_536);
  while (performance.now() < end) {
    for (let sent = 0; sent < batch.length;) {
      sent += await connection.write(batch.subarray(sent));
    }
    for (let left = answerBytes; left > 0;) {
      const length = await connection.read(buffer);
      if (length === null) throw new Error("The server closed a socket");
      if (left === answerBytes && buffer[0] !== 0x81) {
        throw new Error(`Expected a text frame, got 0x${buffer[0]}`);
      }
      left -= length;
    }
    answers += ahead;
  }
}

await Promise.all(Array.from({ length: connections }, talk));
console.log(answers / ms * 1_000);
Deno.exit();
