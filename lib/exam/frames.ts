/** The bytes before the JSON text of a frame: the token, then its length. */
const lengthBytes = 4;

/** A length above this is no frame: somebody else wrote the token. */
const frameBytesMax = 16 * 1024 * 1024;

// Taken when this module loads: in the subject's process the exercise may
// replace every global later.
const { stringify, parse } = JSON;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** What a {@linkcode FrameReader} hands over. */
export interface FrameReaderEvents {
  /** A whole frame: the parsed JSON value. */
  frame(value: unknown): void;
  /** Bytes that belong to no frame: somebody else wrote to the same pipe. */
  stray(bytes: Uint8Array): void;
}

/**
 * Encodes one value as a frame: the token, the length of the JSON text in
 * four bytes (network order), and the JSON text in UTF-8.
 */
export function encodeFrame(token: string, value: unknown): Uint8Array {
  const head = encoder.encode(token);
  const body = encoder.encode(stringify(value));
  const frame = new Uint8Array(head.length + lengthBytes + body.length);
  frame.set(head);
  new DataView(frame.buffer).setUint32(head.length, body.length);
  frame.set(body, head.length + lengthBytes);
  return frame;
}

/**
 * Reads frames out of a byte stream that others may write to as well, as a
 * learner's `console.log` does. What is no frame is handed over as stray.
 */
export class FrameReader {
  readonly #token: Uint8Array;
  readonly #on: FrameReaderEvents;
  #buffer = new Uint8Array(0);

  /** Reads frames that begin with `token` and hands them to `on`. */
  constructor(token: string, on: FrameReaderEvents) {
    this.#token = encoder.encode(token);
    this.#on = on;
  }

  /** Takes the next bytes of the stream. */
  push(bytes: Uint8Array): void {
    this.#buffer = concat(this.#buffer, bytes);
    while (this.#readOne());
  }

  /** Says that the stream has ended: whatever is left is stray. */
  end(): void {
    this.#stray(this.#buffer.length);
  }

  #readOne(): boolean {
    const start = indexOf(this.#buffer, this.#token);
    if (start > 0) this.#stray(start);
    if (start < 0) {
      this.#stray(
        this.#buffer.length - possibleStart(this.#buffer, this.#token),
      );
      return false;
    }
    const headBytes = this.#token.length + lengthBytes;
    if (this.#buffer.length < headBytes) return false;
    const size = new DataView(this.#buffer.buffer, this.#buffer.byteOffset)
      .getUint32(this.#token.length);
    if (size > frameBytesMax) {
      this.#stray(headBytes);
      return true;
    }
    if (this.#buffer.length < headBytes + size) return false;
    const text = this.#buffer.subarray(headBytes, headBytes + size);
    this.#buffer = this.#buffer.slice(headBytes + size);
    this.#on.frame(parse(decoder.decode(text)));
    return true;
  }

  #stray(length: number): void {
    if (length <= 0) return;
    const bytes = this.#buffer.slice(0, length);
    this.#buffer = this.#buffer.slice(length);
    this.#on.stray(bytes);
  }
}

function concat(
  first: Uint8Array,
  second: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array): number {
  for (
    let at = bytes.indexOf(wanted[0]!);
    at >= 0;
    at = bytes.indexOf(wanted[0]!, at + 1)
  ) {
    if (at + wanted.length > bytes.length) return -1;
    if (wanted.every((byte, index) => bytes[at + index] === byte)) return at;
  }
  return -1;
}

/** The number of last bytes that may be the beginning of a token. */
function possibleStart(bytes: Uint8Array, token: Uint8Array): number {
  for (let size = Math.min(token.length - 1, bytes.length); size > 0; size--) {
    const tail = bytes.subarray(bytes.length - size);
    if (tail.every((byte, index) => token[index] === byte)) return size;
  }
  return 0;
}
