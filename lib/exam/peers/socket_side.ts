import { Buffer } from "node:buffer";
import { shorten } from "../../text/shorten.ts";
import { frameBytes, type FrameInit } from "wire";
import { randomFrom } from "../random/random_from.ts";
import {
  describeFrame,
  type SeenClose,
  type SeenFrame,
  type SeenMessage,
  SocketReading,
} from "./socket_reading.ts";
import type { Stage } from "../stage/stage.ts";

/** The TCP connection below a WebSocket. */
export interface SocketTransport {
  /** Writes and records raw bytes. */
  write(bytes: Uint8Array): void;
  /** Ends the connection in the ordinary way (FIN). */
  end(): void;
  /** Cuts the connection (RST). */
  cut(): void;
  /** Lets the other side's system know at once that its bytes have come. */
  acknowledge(): void;
  /** Stops reading. */
  pause(): void;
  /** Reads on. */
  resume(): void;
}

/** Which side of a WebSocket a check plays, and how. */
export interface SocketRole {
  /** The check's own side. */
  readonly side: "client" | "server";
  /** Whether pings and close frames are left without an answer. */
  readonly passive: boolean;
}

const textOpcode = 1;
const binaryOpcode = 2;
const closeOpcode = 8;
const pingOpcode = 9;
const pongOpcode = 10;

/** One side of a WebSocket, frame by frame: it sends, keeps what came, and answers what a peer has to answer. */
export class SocketSide {
  readonly #stage: Stage;
  readonly #transport: SocketTransport;
  readonly #role: SocketRole;
  readonly #reading: SocketReading;
  readonly #nextRandom: () => number;
  readonly #number: number;
  /** How many bytes have to have come until reading stops again. */
  #enough = Infinity;
  #sentClose = false;
  #left = false;

  /** How the learner's side left the TCP connection. */
  ended: "end" | "reset" | undefined;

  /** A WebSocket whose handshake is done, or is being answered. */
  constructor(
    stage: Stage,
    transport: SocketTransport,
    role: SocketRole & { readonly seed: string },
  ) {
    this.#stage = stage;
    this.#transport = transport;
    this.#role = role;
    this.#number = stage.nextSocket();
    this.#nextRandom = randomFrom(role.seed);
    this.#reading = new SocketReading(
      () => stage.clock.now,
      (frame) => this.#seen(frame),
      () => stage.process.budget.spend("wirePieces"),
    );
  }

  /** The frames of the learner's side so far. */
  get frames(): readonly SeenFrame[] {
    return this.#reading.frames;
  }

  /** The messages of the learner's side so far. */
  get messages(): readonly SeenMessage[] {
    return this.#reading.messages;
  }

  /** All bytes of the learner's side behind the handshake, as they came. */
  get raw(): Uint8Array {
    return this.#reading.raw;
  }

  /** The close frame of the learner's side. */
  get closed(): SeenClose | undefined {
    return this.#reading.closed;
  }

  /** Whether the learner's side has left the TCP connection. */
  get gone(): boolean {
    return this.ended !== undefined;
  }

  /** Bytes of the learner's side have arrived. */
  takeBytes(bytes: Uint8Array): void {
    this.#reading.push(bytes);
    if (this.rawBytes >= this.#enough) {
      this.#enough = Infinity;
      this.#transport.pause();
    }
    if (!this.#sentClose && !this.#left) this.#transport.acknowledge();
  }

  /** The learner's side has left the TCP connection. */
  takeEnd(how: "end" | "reset"): void {
    if (this.ended !== undefined) return;
    this.ended = how;
    if (!this.#left) {
      this.#say(
        `${this.other} ${
          how === "end" ? "closed" : "broke off"
        } the connection`,
      );
    }
  }

  /** Sends a message: text, bytes, or any other value as JSON. */
  send(value: unknown): Promise<void> {
    return this.sendTogether(value);
  }

  /** Sends several messages in one packet. */
  async sendTogether(...values: unknown[]): Promise<void> {
    const frames = values.map(messageFrame);
    this.#tell(frames);
    this.#write(Buffer.concat(frames.map((frame) => this.#bytes(frame))));
    await this.settled();
  }

  /** Sends one frame, as right or as wrong as it is asked for. */
  async sendFrame(init: FrameInit): Promise<void> {
    this.#tell([init]);
    this.#write(this.#bytes(init));
    await this.settled();
  }

  /** Sends raw bytes. */
  async sendBytes(bytes: string | Uint8Array): Promise<void> {
    const raw = Buffer.from(bytes as string);
    this.#say(
      `sent ${raw.length} bytes: ${shorten(raw.toString("hex"))}`,
    );
    this.#write(raw);
    await this.settled();
  }

  /** Sends a close frame, empty without a code. */
  async close(code?: number, reason = ""): Promise<void> {
    this.#sentClose = true;
    const frame = { opcode: closeOpcode, payload: closePayload(code, reason) };
    this.#tell([frame]);
    this.#write(this.#bytes(frame));
    await this.settled();
  }

  /** Ends the TCP connection in the ordinary way (FIN). */
  async end(): Promise<void> {
    this.#say("ended the connection");
    this.#left = true;
    this.#transport.end();
    await this.settled();
  }

  /** Cuts the TCP connection (RST), as a lost network does. */
  async cut(): Promise<void> {
    this.#say("cut the connection");
    this.#left = true;
    this.#transport.cut();
    await this.settled();
  }

  /** Stops reading: bytes pile up on the way. */
  pause(): void {
    this.#say("stopped reading");
    this.#transport.pause();
  }

  /** Reads on, and waits until all has settled. */
  async resume(): Promise<void> {
    this.#say("read on");
    this.#transport.resume();
    await this.settled();
  }

  /** Reads on until so many more bytes have come, perhaps a few more, and stops again. */
  async readMore(bytes: number): Promise<void> {
    const enough = this.rawBytes + bytes;
    this.#say(`read ${bytes} bytes more, and stopped again`);
    this.#enough = enough;
    this.#transport.resume();
    await this.until(() => this.rawBytes >= enough);
  }

  /** How many bytes have come behind the handshake. */
  protected get rawBytes(): number {
    return this.#reading.rawBytes;
  }

  /** Says what came from the learner's side, latest last. */
  protected describe(): string {
    const frames = this.frames.slice(-3).map(describeFrame);
    const more = this.frames.length > 3 ? `${this.frames.length} frames, ` : "";
    const last = frames.length === 0
      ? "no frame"
      : `${more}${more === "" ? "" : "the last: "}${frames.join(", then ")}`;
    const { unreadable } = this.#reading;
    if (unreadable !== undefined) return `${last}; then ${unreadable}`;
    if (this.ended === undefined) return `${last}; the connection is open`;
    const how = this.ended === "end" ? "closed" : "broke off";
    return `${last}; then ${this.other} ${how} the connection`;
  }

  /** Waits until all has settled. */
  protected settled(): Promise<void> {
    return this.#stage.clock.settle();
  }

  /** Whose side the other one is, in words. */
  protected get other(): string {
    return this.#role.side === "client" ? "your server" : "your client";
  }

  /** Waits, without letting time pass, for what has to happen on an open connection. */
  protected until(happened: () => boolean): Promise<void> {
    return this.#stage.clock.settle(() =>
      happened() || this.ended !== undefined
    );
  }

  #seen(frame: SeenFrame): void {
    this.#say(`${this.other} sent ${describeFrame(frame)}`);
    if (this.#role.passive || this.#left) return;
    if (frame.opcode === pingOpcode) {
      this.#write(this.#bytes({ opcode: pongOpcode, payload: frame.payload }));
    }
    if (frame.opcode === closeOpcode) this.#answerClose(frame);
  }

  /** Ends the closing handshake; the server's side ends TCP (section 7.1.1). */
  #answerClose({ payload }: SeenFrame): void {
    if (!this.#sentClose) {
      this.#sentClose = true;
      this.#write(this.#bytes({ opcode: closeOpcode, payload }));
    }
    if (this.#role.side === "server") {
      this.#left = true;
      this.#transport.end();
    }
  }

  #bytes(init: FrameInit): Uint8Array {
    const masked = this.#role.side === "client";
    return frameBytes({ masked, mask: this.#mask(), ...init });
  }

  /** Tells a step, and of which socket where there are several. */
  #say(step: string): void {
    const { account, sockets } = this.#stage;
    account.tell(sockets > 1 ? `socket ${this.#number}: ${step}` : step);
  }

  #mask(): Uint8Array {
    return Uint8Array.from(
      { length: 4 },
      () => Math.floor(this.#nextRandom() * 256),
    );
  }

  #write(bytes: Uint8Array): void {
    // Who reads a FIN ends its own half too: nothing can be said any more.
    if (this.ended === undefined) this.#transport.write(bytes);
  }

  #tell(frames: readonly FrameInit[]): void {
    const said = frames.map(({ opcode, payload = "" }) =>
      describeFrame({ opcode, payload: Buffer.from(payload as string) })
    );
    const together = frames.length > 1 ? " in one packet" : "";
    this.#say(`sent ${said.join(" + ")}${together}`);
  }
}

function messageFrame(value: unknown): FrameInit {
  if (value instanceof Uint8Array) {
    return { opcode: binaryOpcode, payload: value };
  }
  const payload = typeof value === "string" ? value : JSON.stringify(value);
  return { opcode: textOpcode, payload };
}

function closePayload(code: number | undefined, reason: string): Uint8Array {
  if (code === undefined) return new Uint8Array();
  return Buffer.concat([
    Buffer.of(code >> 8, code & 0xff),
    Buffer.from(reason),
  ]);
}
