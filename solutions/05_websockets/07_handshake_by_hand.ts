/**
 * 5.7 Handshake by hand: one possibility.
 *
 * @module
 */
import { indexOfNeedle } from "@std/bytes";

/** An open WebSocket, as bytes. */
export interface Socket {
  /** What the client sends, from the first byte behind its request on. */
  readonly readable: ReadableStream<Uint8Array>;
  /** What the client gets. Closing it ends our side, aborting it cuts the connection. */
  readonly writable: WritableStream<Uint8Array>;
  /** The subprotocol that was agreed on; `""` when none was. */
  readonly protocol: string;
  /** Aborts when the server stops: time to say goodbye. */
  readonly signal: AbortSignal;
}

/** Options for {@linkcode serve}. */
export interface Options {
  /** Speaks with a client. When it settles, the connection is closed. */
  readonly converse: (socket: Socket) => Promise<void>;
  /**
   * Whose pages may connect, beside our own.
   *
   * @default {[]}
   */
  readonly origins?: readonly string[];
  /**
   * The subprotocols that `converse` speaks.
   *
   * @default {[]}
   */
  readonly protocols?: readonly string[];
  /**
   * Stops the server.
   *
   * @default {undefined} It never stops.
   */
  readonly stop?: AbortSignal;
}

/** The size of a request's head at most, with the empty line that ends it. */
const HEAD_BYTES_MAX = 8_192;

/** How long a peer to whom all is said may take to end its side, in milliseconds. */
const LINGER_MS = 1_000;

/** What every key is joined with (RFC 6455, section 1.3). */
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

const switching = "101 Switching Protocols";

const emptyLine = new TextEncoder().encode("\r\n\r\n");

/** Opens WebSockets on `listener`; resolves when it has stopped and the last connection is closed. */
export async function serve(
  listener: Deno.TcpListener,
  options: Options,
): Promise<void> {
  const { stop = new AbortController().signal } = options;
  const connections = new Set<Promise<void>>();
  stop.addEventListener("abort", () => listener.close());
  if (stop.aborted) listener.close();
  for await (const connection of listener) {
    const over = take(connection, options, stop)
      .catch(report)
      .finally(() => connections.delete(over));
    connections.add(over);
  }
  await Promise.all(connections);
}

/** A connection that breaks off is no news. Everything else is somebody's mistake. */
function report(error: unknown): void {
  const brokeOff = error instanceof Error && error.name in Deno.errors;
  if (!brokeOff) console.error(error);
}

/** One connection, from its first byte to its last. */
async function take(
  connection: Deno.TcpConn,
  options: Options,
  stop: AbortSignal,
): Promise<void> {
  const hangUp = () => connection[Symbol.dispose]();
  stop.addEventListener("abort", hangUp);
  if (stop.aborted) hangUp();
  try {
    // A small write does not wait until the one before is acknowledged.
    connection.setNoDelay();
    const { head, rest } = await readHead(connection);
    const answered = await answer(head, options);
    await writeAll(connection, encode(answered));
    if (answered.status === switching) {
      // From here on the conversation decides how it ends.
      stop.removeEventListener("abort", hangUp);
      await options.converse({
        readable: readableOf(connection, rest),
        writable: writableOf(connection),
        protocol: answered.headers["Sec-WebSocket-Protocol"] ?? "",
        signal: stop,
      });
    }
    await linger(connection);
  } finally {
    stop.removeEventListener("abort", hangUp);
    hangUp();
  }
}

/** Reads up to the empty line; `head` is missing when there is none in time. */
async function readHead(
  connection: Deno.TcpConn,
): Promise<{ head?: string; rest: Uint8Array }> {
  // What it has no room for stays with the system, until somebody reads it.
  const buffer = new Uint8Array(HEAD_BYTES_MAX);
  let length = 0;
  while (length < buffer.length) {
    const count = await connection.read(buffer.subarray(length));
    if (count === null) throw new Deno.errors.UnexpectedEof();
    // The empty line may have begun in what came before.
    const start = Math.max(0, length - 3);
    length += count;
    const end = indexOfNeedle(buffer.subarray(0, length), emptyLine, start);
    if (end === -1) continue;
    return {
      // Headers are bytes, whatever they mean: one character for each.
      head: String.fromCharCode(...buffer.subarray(0, end)),
      rest: buffer.subarray(end + emptyLine.length, length),
    };
  }
  return { rest: new Uint8Array() };
}

/** How a request is answered. */
interface Answer {
  readonly status: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Switches protocols, or says why not. */
async function answer(
  head: string | undefined,
  { origins = [], protocols = [] }: Options,
): Promise<Answer> {
  if (head === undefined) return refusal("431 Request Header Fields Too Large");
  const request = parse(head);
  if (request === undefined) return refusal("400 Bad Request");
  const { method, headers } = request;
  if (method !== "GET") {
    return refusal("405 Method Not Allowed", { Allow: "GET" });
  }
  if (!lists(headers, "Upgrade", "websocket")) {
    return refusal("426 Upgrade Required", {
      Upgrade: "websocket",
      Connection: "Upgrade, close",
    });
  }
  if (headers.get("Sec-WebSocket-Version") !== "13") {
    return refusal("426 Upgrade Required", { "Sec-WebSocket-Version": "13" });
  }
  const key = headers.get("Sec-WebSocket-Key") ?? "";
  if (!isKey(key) || !lists(headers, "Connection", "upgrade")) {
    return refusal("400 Bad Request");
  }
  const origin = headers.get("Origin");
  const host = headers.get("Host");
  const known = host === null ? origins : [`http://${host}`, ...origins];
  if (origin !== null && !known.includes(origin)) {
    return refusal("403 Forbidden");
  }
  const offered = listed(headers, "Sec-WebSocket-Protocol");
  const protocol = protocols.find((name) => offered.includes(name));
  return {
    status: switching,
    headers: {
      Upgrade: "websocket",
      Connection: "Upgrade",
      "Sec-WebSocket-Accept": await accept(key),
      ...(protocol === undefined ? {} : { "Sec-WebSocket-Protocol": protocol }),
    },
  };
}

function refusal(status: string, headers: Answer["headers"] = {}): Answer {
  return {
    status,
    headers: { "Content-Length": "0", Connection: "close", ...headers },
  };
}

/** The method and the headers; `undefined` when it is no request. */
function parse(head: string): { method: string; headers: Headers } | undefined {
  const [first = "", ...lines] = head.split("\r\n");
  const [, method] = /^([^ \t]+) \/[^ \t]* HTTP\/1\.1$/.exec(first) ?? [];
  if (method === undefined) return undefined;
  const fields = lines.map((line) => line.split(/:(.*)/s, 2));
  try {
    // It joins what is repeated, and throws at what is no header.
    return { method, headers: new Headers(fields) };
  } catch {
    return undefined;
  }
}

/** The parts of a header that is a list. */
function listed(headers: Headers, name: string): string[] {
  // What `trim` takes off too, such as the byte 0xA0, is part of a name.
  return (headers.get(name) ?? "").split(",")
    .map((part) => part.replace(/^[ \t]+|[ \t]+$/g, ""));
}

/** Whether a header lists a token, in upper or lower case. */
function lists(headers: Headers, name: string, token: string): boolean {
  return listed(headers, name).some((part) => part.toLowerCase() === token);
}

/** Whether it is 16 bytes in base64. */
function isKey(key: string): boolean {
  return /^[A-Za-z0-9+/]{22}==$/.test(key);
}

/** What only somebody who speaks WebSocket would answer to this key. */
async function accept(key: string): Promise<string> {
  const bytes = new TextEncoder().encode(key + GUID);
  return new Uint8Array(await crypto.subtle.digest("SHA-1", bytes)).toBase64();
}

function encode({ status, headers }: Answer): Uint8Array {
  const lines = Object.entries(headers).map(([name, value]) =>
    `${name}: ${value}\r\n`
  );
  return new TextEncoder().encode(
    `HTTP/1.1 ${status}\r\n${lines.join("")}\r\n`,
  );
}

/** `write` takes what there is room for, and says how much that was. */
async function writeAll(
  connection: Deno.TcpConn,
  bytes: Uint8Array,
): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    at += await connection.write(bytes.subarray(at));
  }
}

function readableOf(
  connection: Deno.TcpConn,
  rest: Uint8Array,
): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      if (rest.length > 0) controller.enqueue(rest);
    },
    async pull(controller) {
      const buffer = new Uint8Array(65_536);
      const count = await connection.read(buffer);
      if (count === null) return controller.close();
      controller.enqueue(buffer.subarray(0, count));
    },
  });
}

/** `connection.writable` would end both directions when it is closed. */
function writableOf(connection: Deno.TcpConn): WritableStream<Uint8Array> {
  return new WritableStream({
    // `abort` would be called only after the write that is under way.
    start({ signal }) {
      signal.onabort = () => connection[Symbol.dispose]();
    },
    write: (bytes) => writeAll(connection, bytes),
    close: () => connection.closeWrite(),
  });
}

/**
 * Ends our side and waits for the other one's end: whoever closes over bytes
 * that nobody has read resets the connection, and may take its last words back.
 */
async function linger(connection: Deno.TcpConn): Promise<void> {
  const timer = setTimeout(() => connection[Symbol.dispose](), LINGER_MS);
  const buffer = new Uint8Array(65_536);
  try {
    // It waits for a write that is under way, which may take for ever.
    await connection.closeWrite();
    while (await connection.read(buffer) !== null);
  } finally {
    clearTimeout(timer);
  }
}
