/** Bytes of the length between the token and the JSON text of a frame. */
const lengthBytes = 4;

/** What a {@linkcode FrameReader} hands over. */
export interface FrameReaderEvents {
  /** A frame begins: whether there is room for so many bytes; without, nothing more is read. */
  begins(bytes: number): boolean;
  /** A whole frame: its JSON text, in UTF-8. */
  frame(json: Uint8Array): void;
  /** Bytes that belong to no frame: somebody else wrote to the same pipe. */
  stray(bytes: Uint8Array): void;
}

/**
 * Reads frames (the token, the length of the JSON text in four bytes in network
 * order, the JSON text in UTF-8) out of a byte stream that others may write to
 * as well, as a learner's `console.log` does. What is no frame is handed over
 * as stray. Every byte is copied a bounded number of times, however it comes.
 */
export class FrameReader {
  readonly #token: Uint8Array;
  readonly #on: FrameReaderEvents;
  #buffer = new Uint8Array(64 * 1024);
  #size = 0;
  /** Bytes of the frame that has begun, without its head. */
  #begun: number | undefined;
  #closed = false;

  /** Reads frames that begin with `token` and hands them to `on`. */
  constructor(token: string, on: FrameReaderEvents) {
    this.#token = new TextEncoder().encode(token);
    this.#on = on;
  }

  /** Takes the next bytes of the stream. */
  push(bytes: Uint8Array): void {
    if (this.#closed) return;
    this.#append(bytes);
    let taken = 0;
    while (!this.#closed) {
      const rest = this.#buffer.subarray(taken, this.#size);
      const read = this.#readOne(rest);
      if (read === 0) break;
      taken += read;
    }
    this.#buffer.copyWithin(0, taken, this.#size);
    this.#size -= taken;
  }

  /** Says that the stream has ended: whatever is left is stray. */
  end(): void {
    this.#stray(this.#buffer.subarray(0, this.#size));
    this.#size = 0;
  }

  /** Doubles the room, so that a frame in many pieces is not copied for each. */
  #append(bytes: Uint8Array): void {
    const size = this.#size + bytes.length;
    if (size > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(size, 2 * this.#buffer.length));
      larger.set(this.#buffer.subarray(0, this.#size));
      this.#buffer = larger;
    }
    this.#buffer.set(bytes, this.#size);
    this.#size = size;
  }

  /** Reads what `bytes` begin with; returns how many are done with, 0 for not yet. */
  #readOne(bytes: Uint8Array): number {
    const start = indexOf(bytes, this.#token);
    if (start !== 0) {
      const end = start > 0
        ? start
        : bytes.length - possibleStart(bytes, this.#token);
      return this.#stray(bytes.subarray(0, end));
    }
    const headBytes = this.#token.length + lengthBytes;
    if (bytes.length < headBytes) return 0;
    const size = this.#begun ?? this.#begin(bytes);
    if (bytes.length < headBytes + size) return 0;
    this.#begun = undefined;
    if (!this.#closed) {
      this.#on.frame(bytes.subarray(headBytes, headBytes + size));
    }
    return headBytes + size;
  }

  #begin(bytes: Uint8Array): number {
    const size = new DataView(bytes.buffer, bytes.byteOffset)
      .getUint32(this.#token.length);
    this.#closed = !this.#on.begins(size);
    return this.#begun = size;
  }

  #stray(bytes: Uint8Array): number {
    if (bytes.length > 0) this.#on.stray(bytes.slice());
    return bytes.length;
  }
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
