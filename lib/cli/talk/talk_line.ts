import {
  frameBytes,
  type FrameExchange,
  frameLabel,
  HttpReader,
  type ResponseHead,
  webSocketAccept,
  type WebSocketFrame,
  WebSocketFrameReader,
} from "wire";
import { handshakeText } from "../../exam/peers/handshake_text.ts";

/** How long the server may take to end the connection after both close frames, in real milliseconds. */
const END_WITHIN_MS = 2_000;

/** What a line reports. */
export interface TalkHandlers {
  /** A line about what came, or went without having been typed. */
  readonly tell: (line: string) => void;
  /** The handshake was right: frames may go. */
  readonly opened: () => void;
}

/** A WebSocket as a strict client opens it, frame by frame in sight. */
export class TalkLine {
  readonly #connection: Deno.TcpConn;
  readonly #on: TalkHandlers;
  readonly #key = crypto.getRandomValues(new Uint8Array(16)).toBase64();
  readonly #frames: WebSocketFrameReader;
  #sent: Promise<unknown> = Promise.resolve();
  #closing = false;
  #patience: ReturnType<typeof setTimeout> | undefined;
  /** Whether the server has refused, or answered what is no right handshake. */
  refused = false;

  /** Speaks on a connection that is open; nothing is sent before {@linkcode run}. */
  constructor(connection: Deno.TcpConn, on: TalkHandlers) {
    this.#connection = connection;
    this.#on = on;
    this.#frames = new WebSocketFrameReader({
      frame: (frame) => this.#take(frame),
    });
  }

  /** Shakes hands and tells what comes, until the connection ends. */
  async run({ host, pathname, search }: URL): Promise<void> {
    const init = { key: this.#key, headers: { Host: host } };
    this.#write(
      new TextEncoder().encode(handshakeText(pathname + search, 0, init)),
    );
    let body = "";
    const reader = new HttpReader("response", {
      head: (head) => this.#judge(head),
      body: (bytes) => body += new TextDecoder().decode(bytes),
      complete: () => this.refused && this.#refuse(body),
      raw: (bytes) => this.#frames.push(bytes),
      error: ({ message }) => this.#refuse(message),
    });
    try {
      for await (const bytes of this.#connection.readable) reader.push(bytes);
      this.#on.tell("The server has ended the connection.");
    } catch (error) {
      if (this.refused || this.#closing) return;
      this.#on.tell(`The connection broke off: ${error}`);
    } finally {
      clearTimeout(this.#patience);
    }
  }

  /** Sends a frame, masked with a fresh mask. */
  send(opcode: number, payload: string | Uint8Array): void {
    const mask = crypto.getRandomValues(new Uint8Array(4));
    this.#write(frameBytes({ opcode, payload, mask }));
  }

  /** Sends a close frame, once. */
  close(code?: number, reason = ""): void {
    if (this.#closing) return;
    this.#closing = true;
    this.send(8, code === undefined ? "" : closing(code, reason));
    this.#patience = setTimeout(() => this.end(), END_WITHIN_MS);
  }

  /** Leaves without a word. */
  end(): void {
    this.#closing = true;
    void this.#sent.finally(() => {
      try {
        this.#connection.close();
      } catch {
        // The server was faster.
      }
    });
  }

  #write(bytes: Uint8Array): void {
    this.#sent = this.#sent.then(async () => {
      const writer = this.#connection.writable.getWriter();
      // Whoever has left is noticed by the reading side.
      await writer.write(bytes).catch(() => {});
      writer.releaseLock();
    });
  }

  #judge({ status, reason, headers }: ResponseHead): void {
    this.#on.tell(`<- ${status} ${reason}`);
    for (const [name, value] of headers) {
      this.#on.tell(`   ${name}: ${value}`);
    }
    if (status !== 101) return void (this.refused = true);
    const accept = headers.find(([name]) =>
      /^sec-websocket-accept$/i.test(name)
    );
    const right = webSocketAccept(this.#key);
    if (accept?.[1] === right) return this.#on.opened();
    this.#refuse(
      `a browser hangs up here: Sec-WebSocket-Accept has to be ${right}`,
    );
  }

  #refuse(why: string): void {
    this.refused = true;
    this.#on.tell(`No WebSocket: ${why}`.replace(/: $/, "."));
    this.end();
  }

  #take(frame: WebSocketFrame): void {
    this.#on.tell(`<- ${frameLabel(asExchange(frame))}`);
    const { opcode, payload } = frame;
    if (opcode === 9 && !this.#closing) {
      this.send(10, payload);
      this.#on.tell("-> pong, by itself");
    }
    if (opcode === 8 && !this.#closing) {
      this.#closing = true;
      this.send(8, payload);
      this.#on.tell("-> close, by itself");
    }
  }
}

function closing(code: number, reason: string): Uint8Array {
  const said = new TextEncoder().encode(reason);
  return Uint8Array.of(code >> 8, code & 255, ...said);
}

/** As it would look on a wire. */
function asExchange(frame: WebSocketFrame): FrameExchange {
  const { length } = frame.payload;
  return {
    ...frame,
    kind: "frame",
    at: 0,
    completeAt: 0,
    connection: 1,
    from: "server",
    upgrade: 1,
    compressed: false,
    received: length,
    payloadBytes: length,
  };
}
