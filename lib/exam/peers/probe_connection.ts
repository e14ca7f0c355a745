import { Buffer } from "node:buffer";
import { connect, type Socket } from "node:net";
import { HttpReader } from "wire";
import { shorten } from "../../text/shorten.ts";
import {
  drawnKey,
  fieldsNote,
  handshakeByHand,
  handshakeText,
} from "./handshake_text.ts";
import { Probe } from "./probe.ts";
import {
  bodyNote,
  type ProbeInit,
  requestByHand,
  requestHead,
} from "./request_text.ts";
import { Random } from "../random/random.ts";
import { derivedSeed } from "../random/derived_seed.ts";
import { fail } from "../verdict/ruling.ts";
import type { HandshakeInit } from "./handshake_init.ts";
import { ServerSocket } from "./server_socket.ts";
import type { SocketTransport } from "./socket_side.ts";
import type { Stage } from "../stage/stage.ts";

/** A keep-alive connection to the subject's server. */
export class ProbeConnection {
  readonly #stage: Stage;
  readonly #socket: Socket;
  readonly #number: number;
  readonly #port: number;
  readonly #reader: HttpReader<"response">;
  readonly #waiting: Probe[] = [];
  readonly #unasked: Probe[] = [];
  #upgraded: ServerSocket | undefined;
  #broken: string | undefined;

  private constructor(stage: Stage, socket: Socket, port: number) {
    this.#stage = stage;
    this.#socket = socket;
    this.#port = port;
    this.#number = stage.nextConnection();
    stage.record({ kind: "open", connection: this.#number });
    stage.onClose(() => void socket.destroy());
    this.#reader = this.#createReader();
    this.#listen();
  }

  /** Opens a connection to the server on `port`. */
  static async open(
    stage: Stage,
    port: number,
    { stays = false }: { readonly stays?: boolean } = {},
  ): Promise<ProbeConnection> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const socket = connect({
      host: "127.0.0.1",
      port,
      allowHalfOpen: stays,
    });
    socket.setNoDelay(true);
    socket.once("connect", () => resolve());
    socket.once("error", reject);
    try {
      await promise;
    } catch {
      // A process that has ended is told of here.
      await stage.clock.settle();
      fail(
        "your server to take a connection",
        "it was refused: nobody listens any more",
      );
    }
    return new ProbeConnection(stage, socket, port);
  }

  /** The port from which the connection comes. */
  get localPort(): number {
    return this.#socket.localPort ?? 0;
  }

  /** Sends `GET target` and waits until all has settled. */
  get(target: string, init: ProbeInit = {}): Promise<Probe> {
    return this.request("GET", target, init);
  }

  /** Sends a request and waits until all has settled. */
  async request(
    method: string,
    target: string,
    init: ProbeInit = {},
  ): Promise<Probe> {
    const probe = new Probe(this.#stage, this, `${method} ${target}`);
    probe.asked = true;
    this.#waiting.push(probe);
    this.#reader.expectMethod(method);
    this.#stage.account.tell(`sent ${method} ${target}${bodyNote(init.body)}`);
    this.#stage.account.showByHand(requestByHand(method, target, init));
    const entered = this.#stage.clock.entered;
    const { body = "" } = init;
    const head = requestHead(method, target, this.#port, init);
    this.#send(
      Buffer.concat([head, body].map((part) => Buffer.from(part as string))),
    );
    await this.#stage.clock.settle(() =>
      this.#stage.clock.entered > entered || !probe.pending ||
      probe.broken !== undefined
    );
    return probe;
  }

  /** Asks for a WebSocket and waits until all has settled. */
  async upgrade(
    target: string,
    init: HandshakeInit = {},
  ): Promise<ServerSocket> {
    const { method = "GET", behind = "", passive = false } = init;
    const seed = derivedSeed(this.#stage.settings.seed, `${this.#number}`);
    const key = init.key ?? drawnKey(new Random(seed));
    const probe = new Probe(this.#stage, this, `${method} ${target}`);
    probe.asked = true;
    this.#waiting.push(probe);
    this.#reader.expectMethod(method);
    const asked = { key, response: probe, passive, seed };
    this.#upgraded = new ServerSocket(this.#stage, this.#transport(), asked);
    this.#stage.account.tell(
      `asked for a WebSocket: ${method} ${target}${fieldsNote(init)}`,
    );
    this.#stage.account.showByHand(handshakeByHand(target, init));
    const entered = this.#stage.clock.entered;
    const text = init.head ??
      handshakeText(target, this.#port, { ...init, key });
    const bytes = Buffer.concat(
      [text, behind].map((part) => Buffer.from(part as string)),
    );
    await this.#sendPieces(bytes, init.cuts ?? []);
    await this.#stage.clock.settle(() =>
      this.#stage.clock.entered > entered || probe.head !== undefined ||
      probe.broken !== undefined
    );
    return this.#upgraded;
  }

  /**
   * Sends bytes as they are: a request in pieces, several at once, or nonsense.
   * With `expectAnswers` the answers are read.
   */
  async send(bytes: string | Uint8Array): Promise<void> {
    const text = typeof bytes === "string"
      ? bytes
      : new TextDecoder().decode(bytes);
    this.#stage.account.tell(`sent ${shorten(JSON.stringify(text))}`);
    this.#send(bytes);
    await this.#stage.clock.settle();
  }

  /**
   * Waits for the answers to what was sent as bytes, and returns them; `what`
   * says what they have to be.
   */
  async expectAnswers(
    count: number,
    what?: string,
  ): Promise<[Probe, ...Probe[]]> {
    await this.#stage.clock.settle(() => this.#unasked.length >= count);
    const come = this.#unasked.length;
    if (come >= count) {
      const [first, ...others] = this.#unasked.splice(0, count);
      if (first !== undefined) return [first, ...others];
    }
    const answers = count === 1 ? "an answer" : `${count} answers`;
    const got = come === 0 ? "none" : `${come}`;
    fail(
      what ?? `${answers} to what was sent`,
      `${got}, and ${this.#broken ?? "the connection is open"}`,
    );
  }

  /** Stops reading: the server's bytes pile up on the way. */
  pause(): void {
    this.#stage.account.tell("stopped reading");
    this.#socket.pause();
  }

  /** Reads on, and waits until all has settled. */
  async resume(): Promise<void> {
    this.#stage.account.tell("read on");
    this.#read();
    await this.#stage.clock.settle();
  }

  /** Ends the connection in the ordinary way (FIN). */
  async close(): Promise<void> {
    this.#stage.account.tell("closed the connection");
    this.#leave("end");
    await this.#stage.clock.settle();
  }

  /** Cuts the connection (RST), as a lost network does. */
  async cut(): Promise<void> {
    this.#stage.account.tell("cut the connection");
    this.#leave("reset");
    await this.#stage.clock.settle();
  }

  #leave(kind: "end" | "reset"): void {
    this.#stage.record({ kind, connection: this.#number, from: "client" });
    if (kind === "end") this.#socket.destroySoon();
    else this.#stage.cut(this.#socket);
  }

  /** Sends bytes packet by packet; all settles between two of them. */
  async #sendPieces(
    bytes: Uint8Array,
    cuts: readonly number[],
  ): Promise<void> {
    const borders = [0, ...cuts, bytes.length];
    if (cuts.length > 0) {
      this.#stage.account.tell(
        `cut it at ${cuts.join(", ")} of ${bytes.length} bytes`,
      );
    }
    for (const [index, start] of borders.slice(0, -1).entries()) {
      this.#send(bytes.subarray(start, borders[index + 1]));
      if (index < cuts.length) await this.#stage.clock.settle();
    }
  }

  /** What a WebSocket needs of this connection; its FIN leaves the other half open. */
  #transport(): SocketTransport {
    return {
      write: (bytes) => this.#send(bytes),
      end: () => {
        const connection = this.#number;
        this.#stage.record({ kind: "end", connection, from: "client" });
        this.#socket.end();
      },
      cut: () => this.#leave("reset"),
      acknowledge: () => {},
      pause: () => this.#socket.pause(),
      resume: () => this.#read(),
    };
  }

  /** Reads on what has piled up. */
  #read(): void {
    this.#stage.stir();
    this.#socket.resume();
  }

  #send(text: string | Uint8Array): void {
    const bytes = Buffer.from(text as string);
    const connection = this.#number;
    this.#stage.record({ kind: "bytes", connection, from: "client", bytes });
    this.#socket.write(bytes);
  }

  #listen(): void {
    const from = { connection: this.#number, from: "server" } as const;
    this.#socket.on("data", (bytes: Uint8Array) => {
      if (!this.#stage.takes(bytes)) return void this.#socket.destroy();
      this.#stage.record({ kind: "bytes", ...from, bytes });
      this.#reader.push(bytes);
    });
    this.#socket.on("end", () => {
      this.#stage.record({ kind: "end", ...from });
      this.#reader.end();
      this.#upgraded?.takeEnd("end");
      this.#break("the server closed the connection");
    });
    this.#socket.on("error", () => {
      this.#stage.record({ kind: "reset", ...from });
      this.#upgraded?.takeEnd("reset");
      this.#break("the server reset the connection");
    });
  }

  #createReader(): HttpReader<"response"> {
    const current = () => this.#waiting[0];
    const begun = () => {
      const probe = new Probe(this.#stage, this, "the bytes sent");
      this.#waiting.push(probe);
      return probe;
    };
    const complete = () => {
      const probe = this.#waiting.shift();
      probe?.takeEnd();
      if (probe && !probe.asked) this.#unasked.push(probe);
    };
    return new HttpReader("response", {
      head: (head) => (current() ?? begun()).takeHead(head),
      body: (bytes) => current()?.takeBody(bytes),
      complete,
      raw: (bytes) => this.#upgraded?.takeBytes(bytes),
      error: (error) =>
        this.#break(`an answer that is no HTTP (${error.message})`),
    });
  }

  #break(how: string): void {
    this.#broken ??= how;
    for (const probe of this.#waiting.splice(0)) probe.broken = how;
  }
}
