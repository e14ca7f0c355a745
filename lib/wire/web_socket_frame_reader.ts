import type { WebSocketFrame, WebSocketFrameHead } from "./web_socket_frame.ts";

/** Bytes of payload that one frame may have: 64 MiB. */
const MAX_PAYLOAD_BYTES = 67_108_864;
/** Room that a payload gets at first; it grows as bytes come, not as they are announced. */
const FIRST_ROOM_BYTES = 65_536;
/** Bytes of the longest head: two, a length of eight and a mask of four. */
const MAX_HEAD_BYTES = 14;

/** What a {@linkcode WebSocketFrameReader} reports while it reads. */
export interface WebSocketFrameReaderHandlers {
  /** The head of a frame was read; its payload may never come. */
  head?(head: WebSocketFrameHead): void;
  /** A frame is complete. */
  frame(frame: WebSocketFrame): void;
  /** A frame is too long to be read; nothing more is read. Without this handler the error is thrown. */
  error?(error: Error): void;
}

/**
 * Reads the WebSocket frames of one direction of a connection (RFC 6455 §5.2), however their bytes are cut.
 *
 * It is lenient on purpose, so that broken traffic can be shown: reserved bits, unknown opcodes, unmasked frames, lengths
 * that are not minimal and control frames of any size are read, not refused. Its time is linear in the bytes.
 *
 * @example Usage
 * ```ts
 * import { WebSocketFrameReader } from "wire";
 *
 * const reader = new WebSocketFrameReader({
 *   frame: ({ opcode, payload }) => console.log(opcode, payload.length),
 * });
 * reader.push(Uint8Array.of(0x81, 2, 0x68, 0x69));
 * ```
 */
export class WebSocketFrameReader {
  readonly #on: WebSocketFrameReaderHandlers;
  readonly #bytes = new Uint8Array(MAX_HEAD_BYTES);
  #headBytes = 0;
  #head: WebSocketFrameHead | undefined;
  #payload = new Uint8Array();
  #received = 0;
  #isClosed = false;

  /** A reader for the frames from the client or for those from the server. */
  constructor(on: WebSocketFrameReaderHandlers) {
    this.#on = on;
  }

  /** Whether no frame has begun that is not complete yet. */
  get idle(): boolean {
    return this.#headBytes === 0;
  }

  /** Bytes of payload that have come of the frame that is not complete yet. */
  get received(): number {
    return this.#received;
  }

  /** Reads the next bytes of the stream. */
  push(bytes: Uint8Array): void {
    let rest = bytes;
    while (rest.length > 0 && !this.#isClosed) {
      rest = rest.subarray(
        this.#head === undefined ? this.#takeHead(rest) : this.#take(rest),
      );
    }
  }

  #takeHead(bytes: Uint8Array): number {
    const missing = headLength(this.#bytes, this.#headBytes) - this.#headBytes;
    const taken = bytes.subarray(0, missing);
    this.#bytes.set(taken, this.#headBytes);
    this.#headBytes += taken.length;
    if (headLength(this.#bytes, this.#headBytes) === this.#headBytes) {
      this.#begin(readHead(this.#bytes, this.#headBytes));
    }
    return taken.length;
  }

  #begin(head: WebSocketFrameHead): void {
    const { payloadBytes } = head;
    this.#head = head;
    this.#on.head?.(head);
    if (payloadBytes > MAX_PAYLOAD_BYTES) return this.#fail(payloadBytes);
    this.#payload = new Uint8Array();
    if (payloadBytes === 0) this.#complete(head);
  }

  #take(bytes: Uint8Array): number {
    const head = this.#head!;
    const taken = bytes.subarray(0, head.payloadBytes - this.#received);
    // A payload in one piece is not copied, unless it will be written to.
    if (taken.length === head.payloadBytes && !head.masked) {
      this.#complete(head, taken);
    } else this.#append(taken, head);
    return taken.length;
  }

  #append(bytes: Uint8Array, head: WebSocketFrameHead): void {
    const { payloadBytes } = head;
    const needed = this.#received + bytes.length;
    if (needed > this.#payload.length) {
      const wanted = Math.max(needed * 2, FIRST_ROOM_BYTES);
      const room = Math.min(payloadBytes, wanted);
      this.#payload = new Uint8Array(this.#payload.buffer.transfer(room));
    }
    this.#payload.set(bytes, this.#received);
    this.#received = needed;
    if (needed === payloadBytes) this.#complete(head);
  }

  #complete(
    head: WebSocketFrameHead,
    payload: Uint8Array = this.#payload,
  ): void {
    const { payloadBytes: _, ...bits } = head;
    if (head.masked) {
      unmask(payload, this.#bytes.slice(head.headBytes - 4, head.headBytes));
    }
    this.#head = undefined;
    this.#headBytes = 0;
    this.#received = 0;
    this.#payload = new Uint8Array();
    this.#on.frame({ ...bits, payload });
  }

  #fail(payloadBytes: number): void {
    this.#isClosed = true;
    const error = new RangeError(
      `Cannot read WebSocket frame: payload must have at most ${MAX_PAYLOAD_BYTES} bytes: current value is ${payloadBytes}`,
    );
    if (this.#on.error === undefined) throw error;
    this.#on.error(error);
  }
}

/** Bytes of the head as far as its first bytes tell. */
function headLength(bytes: Uint8Array, known: number): number {
  if (known < 2) return 2;
  const second = bytes[1]!;
  const form = second & 0x7f;
  const extended = form === 127 ? 8 : form === 126 ? 2 : 0;
  return 2 + extended + (second & 0x80 ? 4 : 0);
}

function readHead(bytes: Uint8Array, headBytes: number): WebSocketFrameHead {
  const [first, second] = [bytes[0]!, bytes[1]!];
  return {
    fin: (first & 0x80) !== 0,
    rsv: (first >> 4) & 0x07,
    opcode: first & 0x0f,
    masked: (second & 0x80) !== 0,
    headBytes,
    payloadBytes: readLength(bytes, second & 0x7f),
  };
}

function readLength(bytes: Uint8Array, form: number): number {
  const view = new DataView(bytes.buffer);
  if (form === 127) return Number(view.getBigUint64(2));
  return form === 126 ? view.getUint16(2) : form;
}

function unmask(payload: Uint8Array, mask: Uint8Array): void {
  for (let i = 0; i < payload.length; i++) payload[i]! ^= mask[i & 3]!;
}
