/**
 * 5.8 Read frames: one possibility.
 *
 * @module
 */

/** A frame, as it came; its payload is no longer masked. */
export interface Frame {
  /** Whether it is the last one of its message. */
  fin: boolean;
  /** The three reserved bits, as a number from 0 to 7. */
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
   * Whether the sender has to mask: clients have to, servers must not.
   *
   * @default {true}
   */
  masked?: boolean;
}

/** The other side broke the protocol. */
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
  { maxPayloadBytes = 1_048_576, masked = true }: Options = {},
): AsyncGenerator<Frame> {
  const input = new Input(bytes);
  try {
    while (await input.hasMore()) {
      const [first = 0, second = 0] = await input.take(2);
      const [fin, rsv, opcode] = [first > 127, first >> 4 & 7, first & 15];
      refuse(rsv !== 0, `its reserved bits are ${rsv}`);
      refuse((opcode & 7) > 2, `its opcode is ${opcode}`);
      refuse(second > 127 !== masked, `masked must be ${masked}`);
      const short = second & 127;
      refuse(opcode > 7 && !fin, "a control frame is fragmented");
      refuse(opcode > 7 && short > 125, "a control frame is over 125 bytes");
      const length = await readLength(short, input);
      if (length > maxPayloadBytes) throw tooLarge(length, maxPayloadBytes);
      const key = masked ? await input.take(4) : undefined;
      const payload = await input.take(length);
      if (key) unmask(payload, key);
      yield { fin, rsv, opcode, payload };
    }
  } finally {
    await input.cancel();
  }
}

/** Reads the length that stands in the second byte, or behind it. */
async function readLength(short: number, input: Input): Promise<number> {
  if (short < 126) return short;
  const { buffer, byteOffset } = await input.take(short === 126 ? 2 : 8);
  const view = new DataView(buffer, byteOffset);
  if (short === 126) {
    const length = view.getUint16(0);
    refuse(length < 126, `its length ${length} needs no 16 bits`);
    return length;
  }
  const length = view.getBigUint64(0);
  refuse(length >= 2n ** 63n, "the first bit of its length is set");
  refuse(length < 65_536n, `its length ${length} needs no 64 bits`);
  return Number(length);
}

function unmask(payload: Uint8Array, key: Uint8Array): void {
  for (let at = 0; at < payload.length; at++) payload[at]! ^= key[at & 3]!;
}

function refuse(wrong: boolean, why: string): void {
  if (wrong) throw new WebSocketError(1002, `Cannot read a frame: ${why}`);
}

function tooLarge(length: number, maxPayloadBytes: number): WebSocketError {
  return new WebSocketError(
    1009,
    `Cannot read a frame: ${length} bytes are more than ${maxPayloadBytes}`,
  );
}

/** Room for a payload that comes in pieces, at first, in bytes. */
const firstRoom = 65_536;

/** Takes as many bytes as are asked for from a stream, however it was cut. */
class Input {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array();

  constructor(bytes: ReadableStream<Uint8Array>) {
    this.#pieces = bytes[Symbol.asyncIterator]();
  }

  /** Waits for a byte, or for the end. */
  async hasMore(): Promise<boolean> {
    while (this.#rest.length === 0) {
      const { done, value } = await this.#pieces.next();
      if (done) return false;
      this.#rest = value;
    }
    return true;
  }

  /** The next bytes, in one piece: a view of the stream's where that is possible. */
  async take(size: number): Promise<Uint8Array> {
    return this.#rest.length < size ? await this.#join(size) : this.#cut(size);
  }

  /** The stream is not wanted any more. */
  async cancel(): Promise<void> {
    await this.#pieces.return?.();
  }

  #cut(size: number): Uint8Array {
    const bytes = this.#rest.subarray(0, size);
    this.#rest = this.#rest.subarray(size);
    return bytes;
  }

  /** The room grows with what has come, not with what was announced. */
  async #join(size: number): Promise<Uint8Array> {
    let joined: Uint8Array = new Uint8Array(Math.min(size, firstRoom));
    for (let filled = 0; filled < size;) {
      refuse(!await this.hasMore(), "the stream ended in the middle of it");
      if (filled === joined.length) joined = grow(joined, size);
      const part = this.#cut(joined.length - filled);
      joined.set(part, filled);
      filled += part.length;
    }
    return joined;
  }
}

/** Twice the room, but never more than will be needed. */
function grow(bytes: Uint8Array, size: number): Uint8Array {
  const grown = new Uint8Array(Math.min(size, 2 * bytes.length));
  grown.set(bytes);
  return grown;
}
