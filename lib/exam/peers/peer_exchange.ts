import type { Socket } from "node:net";
import { Buffer } from "node:buffer";
import type { Message } from "kernel";
import { type HttpReader, type RequestHead, webSocketAccept } from "wire";
import { shorten } from "../../text/shorten.ts";
import { derivedSeed } from "../random/derived_seed.ts";
import { AnswerLine } from "./answer_line.ts";
import { PeerRequest } from "./peer_request.ts";
import { SocketProbe } from "./socket_probe.ts";
import type { Stage } from "../stage/stage.ts";

/** How a peer answers a request for a WebSocket. */
export interface AcceptInit {
  /** The subprotocol that is chosen. */
  readonly protocol?: string;
  /** Headers beside those of the handshake. */
  readonly headers?: Record<string, string>;
  /** The value of `Sec-WebSocket-Accept`, where it has to be a wrong one. */
  readonly accept?: string;
  /** Whether pings and close frames are left without an answer. */
  readonly passive?: boolean;
}

/** The connection that a request came on. */
export interface PeerConnection {
  readonly socket: Socket;
  /** Number of the connection, from 1. */
  readonly number: number;
  readonly reader: HttpReader<"request">;
}

/** How a peer answers. */
export interface AnswerInit {
  /** Headers beside `Content-Length` and `Connection`. */
  readonly headers?: Record<string, string>;
  /** The body, as text. */
  readonly body?: string;
  /** Whether the connection stays open; by default it is closed. */
  readonly keepAlive?: boolean;
}

/** One request of the learner's client, and the means to answer it. */
export class PeerExchange extends PeerRequest {
  readonly #stage: Stage;
  readonly #line: AnswerLine;
  readonly #connection: number;
  readonly #reader: HttpReader<"request">;
  #close = true;

  /** Whether the answer has begun. */
  begun = false;
  /** Whether the answer has ended. */
  ended = false;
  /** Whether the client went away before the answer had ended. */
  gone = false;
  /** Whether answering waits until all has settled. */
  settles = true;
  /** The WebSocket that the request has become. */
  accepted: SocketProbe | undefined;

  /** A request that has begun to arrive. */
  constructor(
    stage: Stage,
    { socket, number, reader }: PeerConnection,
    head: RequestHead,
  ) {
    super(stage, head);
    this.#stage = stage;
    this.#line = new AnswerLine(stage, socket, number);
    this.#connection = number;
    this.#reader = reader;
  }

  /** The client went away. */
  leave(): void {
    if (this.ended || this.gone) return;
    this.gone = true;
    this.#stage.account.tell(
      `your client gave up ${this.method} ${this.target}`,
    );
  }

  /** Answers 101 and speaks WebSocket from then on. */
  async accept(init: AcceptInit = {}): Promise<SocketProbe> {
    const { protocol, headers = {}, passive = false } = init;
    const key = this.headers.get("sec-websocket-key") ?? "";
    this.#stage.account.tell("accepted the WebSocket (101)");
    const seed = derivedSeed(this.#stage.settings.seed, `${this.#connection}`);
    this.accepted = new SocketProbe(this.#stage, this.#line.transport(), {
      side: "server",
      passive,
      seed,
    });
    this.#write(headText(101, {
      upgrade: "websocket",
      connection: "Upgrade",
      "sec-websocket-accept": init.accept ?? webSocketAccept(key),
      ...(protocol === undefined ? {} : { "sec-websocket-protocol": protocol }),
      ...headers,
    }));
    this.ended = true;
    this.#reader.switchToRaw();
    await this.#settled();
    return this.accepted;
  }

  /** Leaves the request without an answer on purpose. */
  hold(): void {
    this.#stage.account.tell("held the request without an answer");
  }

  /** Answers in one write. */
  async answer(status: number, init: AnswerInit = {}): Promise<void> {
    const { headers = {}, body = "", keepAlive = false } = init;
    this.#close = !keepAlive;
    const text = body === "" ? "" : ` with ${shorten(body)}`;
    this.#stage.account.tell(`answered ${status}${text}`);
    const length = status === 204 || status === 304
      ? {}
      : { "content-length": String(Buffer.byteLength(body)) };
    this.#write(
      headText(status, { ...headers, ...length, ...this.#connectionHeader() }) +
        body,
    );
    this.#finish();
    await this.#settled();
  }

  /** Answers 200 with these messages. */
  messages(...messages: Message[]): Promise<void> {
    return this.answer(200, {
      headers: { "content-type": "application/json" },
      body: JSON.stringify(messages),
    });
  }

  /** Answers 204: nothing happened. */
  noContent(): Promise<void> {
    return this.answer(204, { headers: { "cache-control": "no-store" } });
  }

  /** Answers with a problem document (RFC 9457). */
  problem(
    status: number,
    type: string,
    members: Record<string, unknown> = {},
  ): Promise<void> {
    return this.answer(status, {
      headers: { "content-type": "application/problem+json" },
      body: JSON.stringify({ type, status, ...members }),
    });
  }

  /** Begins an answer whose body follows piece by piece. */
  async writeHead(
    status: number,
    headers: Record<string, string> = {},
  ): Promise<void> {
    this.#stage.account.tell(`began to answer ${status}`);
    this.#write(headText(status, { ...headers, ...this.#connectionHeader() }));
    await this.#settled();
  }

  /** Writes raw bytes of the answer. */
  async write(piece: string | Uint8Array): Promise<void> {
    this.#stage.account.tell(`wrote ${Buffer.byteLength(piece)} bytes`);
    this.#write(piece);
    await this.#settled();
  }

  /** Ends the answer and the connection (FIN). */
  async end(): Promise<void> {
    this.#stage.account.tell("ended the answer");
    this.#finish();
    await this.#settled();
  }

  /** Cuts the connection (RST). */
  async cut(): Promise<void> {
    this.#stage.account.tell("cut the connection");
    this.begun = true;
    this.ended = true;
    this.#line.cut();
    await this.#settled();
  }

  #write(piece: string | Uint8Array): void {
    this.begun = true;
    this.#line.write(piece);
  }

  #finish(): void {
    this.begun = true;
    this.ended = true;
    this.#reader.resume();
    if (this.#close) this.#line.end();
  }

  #connectionHeader(): Record<string, string> {
    return this.#close ? { connection: "close" } : {};
  }

  async #settled(): Promise<void> {
    if (this.settles) await this.#stage.clock.settle();
  }
}

function headText(status: number, headers: Record<string, string>): string {
  const lines = Object.entries(headers).map(([name, value]) =>
    `${name}: ${value}\r\n`
  );
  return `HTTP/1.1 ${status} \r\n${lines.join("")}\r\n`;
}
