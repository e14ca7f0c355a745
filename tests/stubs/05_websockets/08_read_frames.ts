/**
 * 5.8 Read frames
 *
 * Ines has written a client of her own, for a machine that is no larger than a
 * coin. After the handshake nothing of HTTP is left: her bytes are frames, in
 * pieces that are cut wherever the network likes, and not all of them are
 * right. Find the frames.
 *
 * @module
 */

/** A frame, as it came; its payload is no longer masked. */
export interface Frame {
  /** Whether it is the last one of its message. */
  fin: boolean;
  /** The three reserved bits, as a number; what you yield has 0 here. */
  rsv: number;
  /** What it is: 0 continuation, 1 text, 2 binary, 8 close, 9 ping, 10 pong. */
  opcode: number;
  /** What it carries. */
  payload: Uint8Array;
}

/** Options for {@linkcode readFrames}. */
export interface Options {
  /**
   * The size of one payload, at most; `Infinity` sets no limit.
   *
   * @default {1_048_576}
   */
  maxPayloadBytes?: number;
  /**
   * Whether the sender has to mask, or must not: clients have to, servers must
   * not. `true` when you are the server.
   *
   * @default {true}
   */
  masked?: boolean;
}

/** The other side broke the protocol. It is judged by its `name` and its `code`. */
export class WebSocketError extends Error {
  override name = "WebSocketError";
  /** The code to close the connection with: 1002 or 1009. */
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** Yields the frames of a connection, each as soon as its last byte has come. */
export async function* readFrames(
  bytes: ReadableStream<Uint8Array>,
  options: Options = {},
): AsyncGenerator<Frame> {
  const { maxPayloadBytes = 1_048_576, masked = true } = options;
  for await (const piece of bytes) {
    const [first = 0, second = 0] = piece;
    if (second - 128 > maxPayloadBytes) throw new WebSocketError(1009, "Big");
    const payload = piece.subarray(masked ? 6 : 2);
    yield { fin: first > 127, rsv: 0, opcode: first & 15, payload };
  }
  // TODO: That reads short frames that come one in each piece, and leaves them masked. Read any frame, in any pieces, and refuse the wrong ones.
  throw new Error("Remove this line and read any frame");
}
