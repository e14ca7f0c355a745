import { Buffer } from "node:buffer";
import { opcodeName, type WebSocketFrame, WebSocketFrameReader } from "wire";
import { shorten } from "../../text/shorten.ts";
import { readJson } from "../text/read_values.ts";

/** A frame that came. */
export interface SeenFrame extends WebSocketFrame {
  /** The payload, as text. */
  readonly text: string;
  /** When it came, in ms since the check began. */
  readonly at: number;
}

/** A message that came, joined of its frames. */
export interface SeenMessage {
  /** A text as JSON if it is some, else as it is; binary as bytes. */
  readonly value: unknown;
  /** The message as text. */
  readonly text: string;
  /** The message as bytes. */
  readonly bytes: Uint8Array;
  /** 1 for text, 2 for binary. */
  readonly opcode: number;
  /** When its last frame came, in ms since the check began. */
  readonly at: number;
}

/** A close frame that came. */
export interface SeenClose {
  /** The code; absent when the frame was empty. */
  readonly code: number | undefined;
  /** The reason. */
  readonly reason: string;
  /** When it came, in ms since the check began. */
  readonly at: number;
}

/** Reads one direction of a WebSocket as it comes. */
export class SocketReading {
  /** The frames so far. */
  readonly frames: SeenFrame[] = [];
  /** The messages so far. */
  readonly messages: SeenMessage[] = [];
  /** The first close frame. */
  closed: SeenClose | undefined;
  /** Why the bytes cannot be read as frames. */
  unreadable: string | undefined;
  readonly #now: () => number;
  readonly #seen: (frame: SeenFrame) => void;
  readonly #spend: () => boolean;
  readonly #reader: WebSocketFrameReader;
  readonly #pieces: Uint8Array[] = [];
  #parts: SeenFrame[] = [];

  /**
   * Reads with the time that `now` gives, and hands every frame to `seen`, as
   * long as `spend` says that there is room for one more.
   */
  constructor(
    now: () => number,
    seen: (frame: SeenFrame) => void,
    spend: () => boolean,
  ) {
    this.#now = now;
    this.#seen = seen;
    this.#spend = spend;
    this.#reader = new WebSocketFrameReader({
      frame: (frame) => this.#frame(frame),
      error: ({ message }) => this.unreadable = message,
    });
  }

  /** How many bytes have come so far. */
  rawBytes = 0;

  /** All bytes so far, as they came. */
  get raw(): Uint8Array {
    return Buffer.concat(this.#pieces);
  }

  /** Takes the next bytes. */
  push(bytes: Uint8Array): void {
    this.#pieces.push(bytes);
    this.rawBytes += bytes.length;
    this.#reader.push(bytes);
  }

  #frame(read: WebSocketFrame): void {
    if (!this.#spend()) return;
    const frame = seen(read, this.#now());
    this.frames.push(frame);
    if (frame.opcode < 8) this.#data(frame);
    if (frame.opcode === 8) this.closed ??= closeOf(frame);
    this.#seen(frame);
  }

  #data(frame: SeenFrame): void {
    this.#parts.push(frame);
    if (!frame.fin) return;
    this.messages.push(joined(this.#parts, frame));
    this.#parts = [];
  }
}

function joined(parts: readonly SeenFrame[], last: SeenFrame): SeenMessage {
  const { at } = last;
  const { opcode } = parts[0] ?? last;
  const bytes = parts.length === 1
    ? last.payload
    : Buffer.concat(parts.map(({ payload }) => payload));
  return {
    bytes,
    opcode,
    at,
    get text() {
      return decode(bytes);
    },
    get value() {
      return opcode === 2 ? new Uint8Array(bytes) : read(decode(bytes));
    },
  };
}

/** Texts are read when they are asked for: a flood is not kept three times. */
function seen(frame: WebSocketFrame, at: number): SeenFrame {
  return {
    ...frame,
    at,
    get text() {
      return decode(frame.payload);
    },
  };
}

function read(text: string): unknown {
  const value = readJson(text);
  return value === undefined ? text : value;
}

/** A byte order mark is a character of a message like any other. */
function decode(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

function closeOf({ payload, at }: SeenFrame): SeenClose {
  const code = payload.length < 2 ? undefined : payload[0]! << 8 | payload[1]!;
  return { code, reason: decode(payload.subarray(2)), at };
}

/** Says in one phrase what a frame is. */
export function describeFrame(
  frame: { readonly opcode: number; readonly payload: Uint8Array },
): string {
  const { opcode, payload } = frame;
  const name = opcodeName(opcode);
  if (opcode === 8 && payload.length >= 2) {
    const { code, reason } = closeOf({ ...frame, at: 0 } as SeenFrame);
    return `close ${code}${reason === "" ? "" : ` ${JSON.stringify(reason)}`}`;
  }
  if (payload.length === 0) return `${name} (empty)`;
  return opcode === 2
    ? `binary, ${payload.length} bytes`
    : `${name} ${shorten(decode(payload))}`;
}
