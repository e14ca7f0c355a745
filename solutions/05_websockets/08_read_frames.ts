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
      refuse(faultIn(first, second, masked));
      const length = await readLength(second & 127, input);
      if (length > maxPayloadBytes) throw tooLarge(length, maxPayloadBytes);
      const key = masked ? await input.take(4) : undefined;
      const payload = await input.take(length);
      if (key) unmask(payload, key);
      const [fin, rsv, opcode] = [first > 127, first >> 4 & 7, first & 15];
      yield { fin, rsv, opcode, payload };
    }
  } finally {
    await input.cancel();
  }
}

/** What is against the protocol in the first two bytes, if anything is. */
function faultIn(first: number, second: number, masked: boolean): string {
  const [rsv, opcode] = [first >> 4 & 7, first & 15];
  if (rsv !== 0) return `the reserved bits are ${rsv}`;
  if ((opcode & 7) > 2) return `the opcode ${opcode} means nothing`;
  if (second > 127 !== masked) return `it is ${masked ? "not " : ""}masked`;
  if (opcode < 8) return "";
  if (first < 128) return "a control frame is not the whole message";
  return (second & 127) > 125 ? "a control frame is over 125 bytes" : "";
}

/** Reads the length that stands in seven bits, or in the bytes behind them. */
async function readLength(short: number, input: Input): Promise<number> {
  if (short < 126) return short;
  const { buffer, byteOffset } = await input.take(short === 126 ? 2 : 8);
  const view = new DataView(buffer, byteOffset);
  const length = short === 126 ? view.getUint16(0) : view.getBigUint64(0);
  if (length < (short === 126 ? 126 : 65_536)) {
    refuse(`the length ${length} stands in more bytes than it needs`);
  }
  if (length >= 2n ** 63n) refuse("the first bit of the length is set");
  return Number(length);
}

function unmask(payload: Uint8Array, key: Uint8Array): void {
  for (let at = 0; at < payload.length; at++) payload[at]! ^= key[at & 3]!;
}

function refuse(fault: string): void {
  if (fault === "") return;
  throw new WebSocketError(1002, `Cannot read a frame: ${fault}`);
}

function tooLarge(length: number, maxPayloadBytes: number): WebSocketError {
  return new WebSocketError(
    1009,
    `Cannot read a frame: ${length} bytes are more than ${maxPayloadBytes}`,
  );
}

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
    let joined: Uint8Array = new Uint8Array();
    for (let filled = 0; filled < size;) {
      if (!await this.hasMore()) refuse("the stream ended inside it");
      const part = this.#cut(size - filled);
      const needed = filled + part.length;
      if (needed > joined.length) joined = grow(joined, size, needed);
      joined.set(part, filled);
      filled = needed;
    }
    return joined;
  }
}

/** Twice the room that is needed, but never more than will be. */
function grow(bytes: Uint8Array, size: number, needed: number): Uint8Array {
  const grown = new Uint8Array(Math.min(size, 2 * needed));
  grown.set(bytes);
  return grown;
}
