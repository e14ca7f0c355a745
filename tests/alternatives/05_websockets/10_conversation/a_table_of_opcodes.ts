// One method for each opcode. Decodes text while it comes and fails at the first wrong byte; answers in fragments,
// an empty close with 1000, a wrong reason with 1002; repeats the reason; takes 1012 to 1014.
import {
  serve as shakeHands,
  type Socket,
} from "solutions/05_websockets/07_handshake_by_hand.ts";
import {
  type Frame,
  readFrames,
  WebSocketError,
} from "solutions/05_websockets/08_read_frames.ts";
import { writeFrames } from "solutions/05_websockets/09_write_frames.ts";

export interface Options {
  readonly protocols?: readonly string[];
  readonly maxMessageBytes?: number;
  readonly closeTimeoutMs?: number;
  readonly stop?: AbortSignal;
}

export function serve(
  listener: Deno.TcpListener,
  options: Options = {},
): Promise<void> {
  return shakeHands(listener, {
    ...options,
    converse: (socket) => new Conversation(socket, options).over(),
  });
}

/** A message that has begun. */
interface Begun {
  add(payload: Uint8Array, fin: boolean): void;
  readonly payload: string | Uint8Array;
}

class Conversation {
  readonly #socket: Socket;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #maxBytes: number;
  readonly #closeTimeoutMs: number;
  readonly #bye = Promise.withResolvers<void>();
  #begun: Begun | undefined;
  #opcode = 0;
  #bytes = 0;
  #closed = false;

  constructor(socket: Socket, options: Options) {
    this.#socket = socket;
    this.#writer = socket.writable.getWriter();
    this.#maxBytes = options.maxMessageBytes ?? 1_048_576;
    this.#closeTimeoutMs = options.closeTimeoutMs ?? 5_000;
  }

  async over(): Promise<void> {
    const { signal } = this.#socket;
    const stopped = new AbortController();
    const listen = { once: true, signal: stopped.signal };
    let timer: ReturnType<typeof setTimeout> | undefined;
    signal.addEventListener("abort", () => {
      timer = setTimeout(() => this.#bye.resolve(), this.#closeTimeoutMs);
      this.#close(1001).catch(this.#bye.reject);
    }, listen);
    try {
      await Promise.race([this.#read(), this.#bye.promise]);
    } finally {
      clearTimeout(timer);
      stopped.abort();
    }
  }

  async #read(): Promise<void> {
    try {
      const limit = { maxPayloadBytes: this.#maxBytes };
      for await (const frame of readFrames(this.#socket.readable, limit)) {
        if (await this.#take(frame)) return;
      }
    } catch (error) {
      if (error instanceof WebSocketError) return this.#close(error.code);
      if (error instanceof TypeError) return this.#close(1007);
      throw error;
    }
  }

  /** Whether it was the last one. */
  async #take(frame: Frame): Promise<boolean> {
    switch (frame.opcode) {
      case 0:
        if (!this.#begun) throw new WebSocketError(1002, "Nothing begun");
        await this.#add(frame);
        return false;
      case 1:
      case 2:
        if (this.#begun) throw new WebSocketError(1002, "Not ended");
        this.#begun = frame.opcode === 1 ? text() : binary();
        this.#opcode = frame.opcode;
        await this.#add(frame);
        return false;
      case 8:
        await this.#answerClose(frame.payload);
        return true;
      case 9:
        await this.#send(writeFrames({ opcode: 10, payload: frame.payload }));
        return false;
      default:
        return false;
    }
  }

  async #add({ payload, fin }: Frame): Promise<void> {
    this.#bytes += payload.length;
    if (this.#bytes > this.#maxBytes) throw new WebSocketError(1009, "Long");
    this.#begun!.add(payload, fin);
    if (!fin) return;
    const message = { opcode: this.#opcode, payload: this.#begun!.payload };
    this.#begun = undefined;
    this.#bytes = 0;
    await this.#send(writeFrames(message, { maxPayloadBytes: 16_384 }));
  }

  async #answerClose(payload: Uint8Array): Promise<void> {
    if (payload.length === 0) return await this.#close(1000);
    if (payload.length === 1) return await this.#close(1002);
    const code = new DataView(payload.buffer, payload.byteOffset).getUint16(0);
    try {
      const decoder = new TextDecoder("utf-8", { fatal: true });
      await this.#close(code, decoder.decode(payload.subarray(2)));
    } catch {
      this.#closed = false;
      await this.#close(1002);
    }
  }

  async #close(code: number, reason = ""): Promise<void> {
    const frames = writeFrames({ opcode: 8, code, reason });
    await this.#send(frames, true);
  }

  async #send(frames: Iterable<Uint8Array>, last = false): Promise<void> {
    const bytes = [...frames];
    if (this.#closed) return;
    this.#closed = last;
    for (const frame of bytes) {
      await this.#writer.ready;
      // The rest of a message is left out when the close frame has come between.
      if (this.#closed && !last) return;
      await this.#writer.write(frame);
    }
  }
}

function text(): Begun {
  const options = { fatal: true, ignoreBOM: true };
  const decoder = new TextDecoder("utf-8", options);
  let payload = "";
  return {
    add(bytes, fin) {
      payload += decoder.decode(bytes, { stream: !fin });
    },
    get payload() {
      return payload;
    },
  };
}

function binary(): Begun {
  let payload = new Uint8Array(1_024);
  let length = 0;
  return {
    add(bytes) {
      const needed = length + bytes.length;
      if (needed > payload.length) {
        const larger = new Uint8Array(2 * needed);
        larger.set(payload.subarray(0, length));
        payload = larger;
      }
      payload.set(bytes, length);
      length = needed;
    },
    get payload() {
      return payload.subarray(0, length);
    },
  };
}
