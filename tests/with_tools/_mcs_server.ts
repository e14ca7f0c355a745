import { BinaryWriter } from "@bufbuild/protobuf/wire";
import { concat } from "@std/bytes";
import { dataMessage, loggedIn, type PushedMessage } from "./_mcs_messages.ts";

const VERSION = 41;

/** What stands before each message and says which one it is. */
const HEARTBEAT_PING = 0;
const HEARTBEAT_ACK = 1;
const LOGIN_REQUEST = 2;
const LOGIN_RESPONSE = 3;
const DATA_MESSAGE = 8;

type Writer = WritableStreamDefaultWriter<Uint8Array>;

/**
 * Where Chromium gets its pushes, on a connection that it keeps open. Each side
 * says its version in a byte; then come messages: a byte that says which one it
 * is, its length, and its bytes.
 */
export class McsServer implements AsyncDisposable {
  readonly #listener: Deno.TlsListener;
  readonly #waiting: PushedMessage[] = [];
  readonly #served: Promise<void>;
  #chromium: Writer | undefined;

  constructor(listener: Deno.TlsListener) {
    this.#listener = listener;
    this.#served = this.#serve();
  }

  get port(): number {
    return this.#listener.addr.port;
  }

  /** Delivers it now, or when Chromium has come. */
  deliver(message: PushedMessage): void {
    this.#waiting.push(message);
    this.#flush();
  }

  /** Has to follow the end of Chromium, which ends the connections. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await this.#served;
  }

  async #serve(): Promise<void> {
    const conversations: Promise<void>[] = [];
    for await (const connection of this.#listener) {
      conversations.push(this.#converse(connection));
    }
    await Promise.all(conversations);
  }

  async #converse({ readable, writable }: Deno.TlsConn): Promise<void> {
    const writer = writable.getWriter();
    send(writer, Uint8Array.of(VERSION));
    for await (const kind of messages(readable)) {
      if (kind === HEARTBEAT_PING) send(writer, frame(HEARTBEAT_ACK));
      if (kind !== LOGIN_REQUEST) continue;
      send(writer, frame(LOGIN_RESPONSE, loggedIn()));
      this.#chromium = writer;
      this.#flush();
    }
    if (this.#chromium === writer) this.#chromium = undefined;
    await writer.abort();
  }

  #flush(): void {
    if (!this.#chromium) return;
    for (const message of this.#waiting.splice(0)) {
      send(this.#chromium, frame(DATA_MESSAGE, dataMessage(message)));
    }
  }
}

function frame(kind: number, bytes = new Uint8Array()): Uint8Array {
  const length = new BinaryWriter().uint32(bytes.length).finish();
  return concat([Uint8Array.of(kind), length, bytes]);
}

function send(writer: Writer, bytes: Uint8Array): void {
  writer.write(bytes).catch(() => {}); // whoever is gone needs nothing
}

/** Reads which messages come; what they say is of no importance here. */
async function* messages(
  readable: ReadableStream<Uint8Array>,
): AsyncGenerator<number> {
  const reader = readable.getReader({ mode: "byob" });
  const read = async (min: number) => {
    const { value } = await reader.read(new Uint8Array(min), { min });
    return value!;
  };
  try {
    await read(1); // the version
    for (;;) {
      const [kind] = await read(1);
      let length = 0;
      for (let byte = 0x80, shift = 0; byte >= 0x80; shift += 7) {
        byte = (await read(1))[0]!;
        length |= (byte & 0x7f) << shift;
      }
      if (length > 0) await read(length);
      yield kind!;
    }
  } catch {
    // Chromium has ended.
  }
}
