import type { Socket } from "node:net";
import { Buffer } from "node:buffer";
import type { Stage } from "../stage/stage.ts";
import type { SocketTransport } from "./socket_side.ts";

const unsolicitedPong = Uint8Array.of(0x8a, 0);

/** The peer's side of a connection: what it sends is recorded as it leaves. */
export class AnswerLine {
  readonly #stage: Stage;
  readonly #socket: Socket;
  readonly #connection: number;

  /** Writes to `socket`, which is connection number `connection`. */
  constructor(stage: Stage, socket: Socket, connection: number) {
    this.#stage = stage;
    this.#socket = socket;
    this.#connection = connection;
  }

  /** Sends bytes, unless the connection is gone. */
  write(piece: string | Uint8Array): void {
    const bytes = Buffer.from(piece as string);
    this.#stage.record({
      kind: "bytes",
      connection: this.#connection,
      from: "server",
      bytes,
    });
    if (!this.#socket.destroyed) this.#socket.write(bytes);
  }

  /** Cuts the connection (RST). */
  cut(): void {
    this.#stage.record({
      kind: "reset",
      connection: this.#connection,
      from: "server",
    });
    this.#stage.cut(this.#socket);
  }

  /** Closes this side of the connection (FIN). */
  end(): void {
    this.#stage.record({
      kind: "end",
      connection: this.#connection,
      from: "server",
    });
    this.#socket.end();
  }

  /** The same for a WebSocket. */
  transport(): SocketTransport {
    return {
      write: (bytes: Uint8Array) => this.write(bytes),
      end: () => this.end(),
      cut: () => this.cut(),
      // Deno's WebSocket client leaves Nagle's algorithm on: a second small
      // frame would wait for a delayed acknowledgement. A pong that nobody
      // asked for (RFC 6455, section 5.5.3) carries it, and no client shows it.
      acknowledge: () => void this.#socket.write(unsolicitedPong),
      pause: () => void this.#socket.pause(),
      resume: () => {
        this.#stage.stir();
        this.#socket.resume();
      },
    };
  }
}
