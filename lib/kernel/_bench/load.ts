// Started by kernel_bench.ts: the load, in a process of its own.
//   requests URL MS    asks for / on 16 connections; prints requests per second
//   hold URL COUNT     holds /held; then, told so on stdin, publishes and prints
//                      how many milliseconds passed until all had heard
const decoder = new TextDecoder();
const [command, href, amount] = Deno.args as [string, string, string];
const url = new URL(href);

const CONNECTIONS = 16;

function request(path: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(
    `GET ${path} HTTP/1.1\r\nHost: ${url.host}\r\n\r\n`,
  );
}

function connect(): Promise<Deno.TcpConn> {
  return Deno.connect({ hostname: url.hostname, port: Number(url.port) });
}

/** Asks and waits for the answer, which comes in one piece because it is small. */
async function ask(
  connection: Deno.TcpConn,
  bytes: Uint8Array,
  buffer: Uint8Array,
): Promise<string> {
  await connection.write(bytes);
  const length = await connection.read(buffer);
  if (length === null) throw new Error("The server closed the connection");
  return decoder.decode(buffer.subarray(0, length));
}

async function requests(ms: number): Promise<number> {
  const bytes = request("/");
  let count = 0;
  const end = performance.now() + ms;
  const worker = async () => {
    using connection = await connect();
    const buffer = new Uint8Array(1024);
    while (performance.now() < end) {
      await ask(connection, bytes, buffer);
      count++;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  return count / ms * 1000;
}

async function memory(control: Deno.TcpConn): Promise<number> {
  const answer = await ask(control, request("/rss"), new Uint8Array(1024));
  return Number(answer.split("\r\n\r\n")[1]);
}

async function hold(count: number): Promise<void> {
  using control = await connect();
  const commands = Deno.stdin.readable.getReader();
  const before = await memory(control);
  const connections: Deno.TcpConn[] = [];
  while (connections.length < count) connections.push(await connect());
  const bytes = request("/held");
  for (const connection of connections) await connection.write(bytes);
  // The server has read all once an answer comes to a request sent after them.
  for (let turn = 0; turn < 3; turn++) await memory(control);
  const perRequest = (await memory(control) - before) / count;
  console.log(perRequest);

  while (!(await commands.read()).done) {
    const answers = connections.map((connection) =>
      connection.read(new Uint8Array(1024))
    );
    const start = performance.now();
    await ask(control, request("/publish"), new Uint8Array(1024));
    await Promise.all(answers);
    console.log(performance.now() - start);
    for (const connection of connections) await connection.write(bytes);
    for (let turn = 0; turn < 3; turn++) await memory(control);
  }
}

if (command === "requests") console.log(await requests(Number(amount)));
if (command === "hold") await hold(Number(amount));
Deno.exit();
