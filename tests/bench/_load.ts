// Started by not_modified_bench.ts: asks for URL with TAG on 16 connections for
// MS milliseconds; prints how many 304 came back per second.
const [href, tag, ms] = Deno.args as [string, string, string];
const { hostname, port, host } = new URL(href);

const CONNECTIONS = 16;

const question = new TextEncoder().encode(
  `GET /messages HTTP/1.1\r\nHost: ${host}\r\nIf-None-Match: ${tag}\r\n\r\n`,
);
const decoder = new TextDecoder();
const end = performance.now() + Number(ms);
let answers = 0;

/** Asks and waits for the answer, which comes in one piece because it is small. */
async function ask(): Promise<void> {
  using connection = await Deno.connect({ hostname, port: Number(port) });
  const buffer = new Uint8Array(1024);
  while (performance.now() < end) {
    await connection.write(question);
    const length = await connection.read(buffer) ?? 0;
    const start = decoder.decode(buffer.subarray(0, Math.min(12, length)));
    if (start !== "HTTP/1.1 304") throw new Error(`Expected 304, got ${start}`);
    answers++;
  }
}

await Promise.all(Array.from({ length: CONNECTIONS }, ask));
console.log(answers / Number(ms) * 1_000);
Deno.exit();
