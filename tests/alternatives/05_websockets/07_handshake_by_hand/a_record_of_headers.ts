// A record of headers, a buffer that grows; waits for every conversation at stop.
export interface Socket {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
  readonly protocol: string;
  readonly signal: AbortSignal;
}

export interface Options {
  readonly converse: (socket: Socket) => Promise<void>;
  readonly origins?: readonly string[];
  readonly protocols?: readonly string[];
  readonly stop?: AbortSignal;
}

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const encoder = new TextEncoder();
const latin1 = (bytes: Uint8Array) =>
  Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");

const trim = (text: string) => text.replace(/^[ \t]+|[ \t]+$/g, "");

export async function serve(
  listener: Deno.TcpListener,
  options: Options,
): Promise<void> {
  const stop = options.stop ?? new AbortController().signal;
  stop.addEventListener("abort", () => listener.close());
  if (stop.aborted) listener.close();
  const running: Promise<void>[] = [];
  for await (const connection of listener) {
    running.push(take(connection, options, stop).catch(() => {}));
  }
  await Promise.all(running);
}

async function take(
  connection: Deno.TcpConn,
  options: Options,
  stop: AbortSignal,
): Promise<void> {
  let conversing = false;
  const close = () => connection[Symbol.dispose]();
  const stopped = () => conversing || close();
  stop.addEventListener("abort", stopped);
  try {
    const buffer = new Uint8Array(65_536);
    let bytes = new Uint8Array();
    let end = -1;
    while (end === -1 && bytes.length < 8_192) {
      const count = await connection.read(buffer);
      if (count === null) return;
      const piece = buffer.slice(0, count);
      bytes = new Uint8Array([...bytes, ...piece]);
      end = latin1(bytes.subarray(0, 8_192)).indexOf("\r\n\r\n");
    }
    const head = latin1(bytes.subarray(0, end));
    const { status, lines, protocol } = end === -1
      ? refuse("431 Request Header Fields Too Large")
      : await judge(head, options);
    await write(connection, encoder.encode(answer(status, lines)));
    if (status.startsWith("101")) {
      conversing = true;
      const rest = bytes.slice(end + 4);
      const { readable, writable } = streams(connection, rest);
      await options.converse({ readable, writable, protocol, signal: stop });
    }
    await linger(connection);
  } finally {
    stop.removeEventListener("abort", stopped);
    close();
  }
}

interface Judgement {
  status: string;
  lines: string[];
  protocol: string;
}

function refuse(status: string, ...lines: string[]): Judgement {
  const closing = ["Content-Length: 0", "Connection: close"];
  return { status, lines: [...lines, ...closing], protocol: "" };
}

async function judge(head: string, options: Options): Promise<Judgement> {
  const [first, ...lines] = head.split("\r\n");
  if (!/^[A-Z]+ \/\S* HTTP\/1\.1$/.test(first!)) {
    return refuse("400 Bad Request");
  }
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).toLowerCase();
    const value = trim(line.slice(colon + 1));
    if (colon < 0 || !/^[!-9;-~]+$/.test(name)) {
      return refuse("400 Bad Request");
    }
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
  }
  const names = (name: string, token: string) =>
    (headers[name] ?? "").toLowerCase().split(",")
      .map((part) => trim(part)).includes(token);
  if (!first!.startsWith("GET ")) {
    return refuse("405 Method Not Allowed", "Allow: GET");
  }
  if (!names("upgrade", "websocket")) {
    return refuse("426 Upgrade Required", "Upgrade: websocket");
  }
  if (headers["sec-websocket-version"] !== "13") {
    return refuse("426 Upgrade Required", "Sec-WebSocket-Version: 13");
  }
  if (!names("connection", "upgrade")) return refuse("400 Bad Request");
  const key = headers["sec-websocket-key"] ?? "";
  if (!/^[\w+/]{22}==$/.test(key)) return refuse("400 Bad Request");
  if (headers.host === undefined) return refuse("400 Bad Request");
  const { origin } = headers;
  const known = [`http://${headers.host}`, ...options.origins ?? []];
  if (origin !== undefined && !known.includes(origin)) {
    return refuse("403 Forbidden");
  }
  const offers = (headers["sec-websocket-protocol"] ?? "").split(",")
    .map((offer) => trim(offer));
  const protocol = offers.find((offer) => options.protocols?.includes(offer));
  const digest = await crypto.subtle.digest(
    "SHA-1",
    encoder.encode(key + GUID),
  );
  const accept = new Uint8Array(digest).toBase64();
  const opening = [
    "Upgrade: websocket",
    "Connection: Upgrade",
    `Sec-WebSocket-Accept: ${accept}`,
  ];
  if (protocol) opening.push(`Sec-WebSocket-Protocol: ${protocol}`);
  const status = "101 Switching Protocols";
  return { status, lines: opening, protocol: protocol ?? "" };
}

function answer(status: string, lines: string[]): string {
  return [`HTTP/1.1 ${status}`, ...lines, "", ""].join("\r\n");
}

function streams(connection: Deno.TcpConn, rest: Uint8Array) {
  const readable = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(rest),
    async pull(controller) {
      const buffer = new Uint8Array(16_384);
      const count = await connection.read(buffer);
      if (count === null) controller.close();
      else controller.enqueue(buffer.subarray(0, count));
    },
  });
  const writable = new WritableStream<Uint8Array>({
    write: (bytes) => write(connection, bytes),
    close: () => connection.closeWrite(),
    abort: () => connection[Symbol.dispose](),
  });
  return { readable, writable };
}

async function write(
  connection: Deno.TcpConn,
  bytes: Uint8Array,
): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    written += await connection.write(bytes.subarray(written));
  }
}

async function linger(connection: Deno.TcpConn): Promise<void> {
  await connection.closeWrite();
  const timer = setTimeout(() => connection[Symbol.dispose](), 1_000);
  const buffer = new Uint8Array(16_384);
  while (await connection.read(buffer).catch(() => null) !== null);
  clearTimeout(timer);
}
