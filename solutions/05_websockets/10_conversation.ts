/**
 * 5.10 Conversation: one possibility.
 *
 * @module
 */
import { concat } from "@std/bytes";
import {
  serve as shakeHands,
  type Socket,
} from "solutions/05_websockets/07_handshake_by_hand.ts";
import {
  type Frame,
  readFrames,
  WebSocketError,
} from "solutions/05_websockets/08_read_frames.ts";
import {
  type Outgoing,
  writeFrames,
} from "solutions/05_websockets/09_write_frames.ts";

/** Options for {@linkcode serve}. */
export interface Options {
  /**
   * Whose pages may connect, beside our own.
   *
   * @default {[]}
   */
  readonly origins?: readonly string[];
  /**
   * The subprotocols to choose from.
   *
   * @default {[]}
   */
  readonly protocols?: readonly string[];
  /**
   * The size of a message at most, over all its frames.
   *
   * @default {1_048_576}
   */
  readonly maxMessageBytes?: number;
  /**
   * How long we wait for the answer to our close frame, in milliseconds.
   *
   * @default {5_000}
   */
  readonly closeTimeoutMs?: number;
  /**
   * Stops the server.
   *
   * @default {undefined} It never stops.
   */
  readonly stop?: AbortSignal;
}

const [TEXT, CLOSE, PING, PONG] = [1, 8, 9, 10];

/** Sends every message back; resolves when it has stopped and the last connection is closed. */
export async function serve(
  listener: Deno.TcpListener,
  options: Options = {},
): Promise<void> {
  const converse = (socket: Socket) => echo(socket, options);
  await shakeHands(listener, { ...options, converse });
}

/** One conversation, up to the close frames. */
async function echo(
  { readable, writable, signal }: Socket,
  { maxMessageBytes = 1_048_576, closeTimeoutMs = 5_000 }: Options,
): Promise<void> {
  const message = new Message(maxMessageBytes);
  using speaker = new Speaker(writable, closeTimeoutMs);
  // All conversations are told by one signal; what fails here fails below too.
  const goAway = () => speaker.close(1001).catch(() => {});
  signal.addEventListener("abort", goAway);
  try {
    const limit = { maxPayloadBytes: maxMessageBytes };
    for await (const frame of readFrames(readable, limit)) {
      const { opcode, payload } = frame;
      if (opcode === CLOSE) return await speaker.close(readCode(payload));
      if (opcode === PING) await speaker.say({ opcode: PONG, payload });
      const whole = opcode < CLOSE ? message.add(frame) : undefined;
      if (whole) await speaker.say(whole);
    }
  } catch (error) {
    if (!(error instanceof WebSocketError)) throw error;
    await speaker.close(error.code);
  } finally {
    signal.removeEventListener("abort", goAway);
  }
}

/** The message that is under way, in as many frames as it takes. */
class Message {
  readonly #maxBytes: number;
  #opcode = 0;
  #parts: Uint8Array[] = [];
  #bytes = 0;
  /** Refuses text at its first wrong byte; what a frame cuts in two may go on. */
  readonly #utf8 = new TextDecoder("utf-8", { fatal: true });

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Takes the next frame, and gives the message if that was the last one. */
  add({ fin, opcode, payload }: Frame): Outgoing | undefined {
    const begun = this.#opcode !== 0;
    const continues = opcode === 0;
    refuse(continues && !begun, 1002, "it continues nothing");
    refuse(begun && !continues, 1002, "the one before it has not ended");
    this.#opcode ||= opcode;
    this.#bytes += payload.length;
    refuse(
      this.#bytes > this.#maxBytes,
      1009,
      `it is over ${this.#maxBytes} bytes`,
    );
    const readable = this.#opcode !== TEXT || this.#reads(payload, fin);
    refuse(!readable, 1007, "it is no UTF-8");
    // Empty frames may come for ever.
    if (payload.length > 0) this.#parts.push(payload);
    return fin ? this.#end() : undefined;
  }

  #reads(payload: Uint8Array, fin: boolean): boolean {
    try {
      this.#utf8.decode(payload, { stream: !fin });
      return true;
    } catch {
      return false;
    }
  }

  #end(): Outgoing {
    const whole = { opcode: this.#opcode, payload: concat(this.#parts) };
    [this.#opcode, this.#parts, this.#bytes] = [0, [], 0];
    return whole;
  }
}

/** Sends what is to be sent, and nothing after a close frame. */
class Speaker {
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #closeTimeoutMs: number;
  #closing = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(writable: WritableStream<Uint8Array>, closeTimeoutMs: number) {
    this.#writer = writable.getWriter();
    this.#closeTimeoutMs = closeTimeoutMs;
  }

  /** Waits until it is on its way: who does not listen is not listened to. */
  async say(message: Outgoing): Promise<void> {
    if (this.#closing) return;
    for (const bytes of writeFrames(message)) await this.#writer.write(bytes);
  }

  /** Sends a close frame, once. The other side may take so long to answer it, and no longer. */
  async close(code?: number): Promise<void> {
    const said = this.say(
      code === undefined ? { opcode: 8 } : { opcode: 8, code },
    );
    this.#closing = true;
    this.#timer ??= setTimeout(
      () => this.#writer.abort().catch(() => {}),
      this.#closeTimeoutMs,
    );
    await said;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}

/** The code of a close frame; nothing, if it has none. */
function readCode(payload: Uint8Array): number | undefined {
  if (payload.length === 0) return undefined;
  refuse(payload.length === 1, 1002, "half a code");
  const code = payload[0]! << 8 | payload[1]!;
  refuse(!isCode(code), 1002, `${code} is no code to close with`);
  refuse(!isText(payload.subarray(2)), 1007, "its reason is no UTF-8");
  return code;
}

/** 1004 to 1006 and 1015 name what was never sent (RFC 6455, section 7.4.1). */
function isCode(code: number): boolean {
  return code >= 1000 && code <= 1003 || code >= 1007 && code <= 1014 ||
    code >= 3000 && code <= 4999;
}

function isText(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function refuse(wrong: boolean, code: number, why: string): void {
  if (wrong) throw new WebSocketError(code, `Cannot take the frame: ${why}`);
}
