/**
 * 5.7 Handshake by hand
 *
 * A listener gives you connections, and a connection gives you bytes. Somewhere
 * in them is the end of a request, and behind it a conversation has begun
 * already. Find the one, answer it, and lose nothing of the other.
 *
 * @module
 */

/** An open WebSocket, as bytes. */
export interface Socket {
  /** What the client sends, from the first byte behind its request on. */
  readonly readable: ReadableStream<Uint8Array>;
  /** What the client gets. Closing it ends your side, aborting it cuts the connection. */
  readonly writable: WritableStream<Uint8Array>;
  /** The subprotocol that was chosen; `""` when none was. */
  readonly protocol: string;
  /** Aborts when the server stops. */
  readonly signal: AbortSignal;
}

/** Options for {@linkcode serve}. */
export interface Options {
  /** Speaks with a client. When its promise settles, the connection is closed. */
  readonly converse: (socket: Socket) => Promise<void>;
  /**
   * Whose pages may connect, beside those of the board itself.
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

/** Opens WebSockets on `listener`; resolves when it has stopped and the last connection is closed. */
export async function serve(
  listener: Deno.TcpListener,
  options: Options,
): Promise<void> {
  for await (const connection of listener) await take(connection, options);
}

/** One connection, from its first byte to its last. */
async function take(
  connection: Deno.TcpConn,
  { converse, stop: signal = new AbortController().signal }: Options,
): Promise<void> {
  const buffer = new Uint8Array(HEAD_BYTES_MAX);
  const count = await connection.read(buffer) ?? 0;
  const head = new TextDecoder().decode(buffer.subarray(0, count));
  // TODO: That takes one read for a whole request, and one connection after the other. Find the request, answer it, then let them converse. Change `serve` too.
  if (head) throw new Error("Remove this line and shake hands");
  const { readable, writable } = connection;
  await converse({ readable, writable, protocol: "", signal });
}
