import type { Socket } from "node:net";
import { Buffer } from "node:buffer";
import type { Message } from "kernel";
import { type HttpReader, type RequestHead, webSocketAccept } from "wire";
import { demand } from "../verdict/demand.ts";
import { quote } from "../text/describe.ts";
import { shorten } from "../../text/shorten.ts";
import { headersOf } from "./headers_of.ts";
import { derivedSeed } from "../random/derived_seed.ts";
import { readJson, urlOf } from "../text/read_values.ts";
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

const unsolicitedPong = Uint8Array.of(0x8a, 0);

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
export class PeerExchange {
  readonly #stage: Stage;
  readonly #socket: Socket;
  readonly #connection: number;
  readonly #reader: HttpReader<"request">;
  readonly #head: RequestHead;
  readonly #body: Uint8Array[] = [];
  #close = true;

  /** When the request came, in ms since the check began. */
  readonly at: number;
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
    this.#stage = stage;
    this.#socket = socket;
    this.#connection = number;
    this.#reader = reader;
    this.#head = head;
    this.at = stage.clock.now;
  }

  /** Such as `GET`. */
  get method(): string {
    return this.#head.method;
  }

  /** Such as `/messages?since=0`. */
  get target(): string {
    return this.#head.target;
  }

  /** The target without its query. */
  get path(): string {
    return this.#url.pathname;
  }

  /** The query of the target. */
  get query(): URLSearchParams {
    return this.#url.searchParams;
  }

  /** The target as a URL; fails the check when it is none (RFC 9112, section 3.2). */
  get #url(): URL {
    return demand(
      urlOf(this.target, "http://peer/"),
      "a request target that is a path, with or without a query",
      quote(this.target),
    );
  }

  /** The request's headers; fails the check when no `Headers` can hold them. */
  get headers(): Headers {
    return headersOf(
      this.#head.headers,
      `${this.method} ${shorten(this.target)}`,
    );
  }

  /** Whether the request asks for a WebSocket. */
  get upgrade(): boolean {
    return this.headers.get("upgrade")?.toLowerCase() === "websocket";
  }

  /** The request's body so far. */
  get body(): string {
    return Buffer.concat(this.#body).toString("utf8");
  }

  /** The request's body as JSON; undefined when it is none, or nested beyond any use. */
  get json(): unknown {
    return readJson(this.body);
  }

  /** The request's body so far, as bytes. */
  get bytes(): Uint8Array {
    return Buffer.concat(this.#body);
  }

  /** A piece of the request's body has arrived. */
  takeBody(bytes: Uint8Array): void {
    this.#body.push(bytes);
  }

  /** The request is complete: the story tells it. */
  told(): void {
    this.#stage.story.tell(`your client sent ${this.method} ${this.target}`);
  }

  /** The client went away. */
  leave(): void {
    if (this.ended || this.gone) return;
    this.gone = true;
    this.#stage.story.tell(`your client gave up ${this.method} ${this.target}`);
  }

  /** Answers 101 and speaks WebSocket from then on. */
  async accept(init: AcceptInit = {}): Promise<SocketProbe> {
    const { protocol, headers = {}, passive = false } = init;
    const key = this.headers.get("sec-websocket-key") ?? "";
    this.#stage.story.tell("accepted the WebSocket (101)");
    const seed = derivedSeed(this.#stage.settings.seed, `${this.#connection}`);
    this.accepted = new SocketProbe(this.#stage, this.#transport(), {
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
    this.#stage.story.tell("held the request without an answer");
  }

  /** Answers in one write. */
  async answer(status: number, init: AnswerInit = {}): Promise<void> {
    const { headers = {}, body = "", keepAlive = false } = init;
    this.#close = !keepAlive;
    const text = body === "" ? "" : ` with ${shorten(body)}`;
    this.#stage.story.tell(`answered ${status}${text}`);
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
    this.#stage.story.tell(`began to answer ${status}`);
    this.#write(headText(status, { ...headers, ...this.#connectionHeader() }));
    await this.#settled();
  }

  /** Writes raw bytes of the answer. */
  async write(piece: string | Uint8Array): Promise<void> {
    this.#stage.story.tell(`wrote ${Buffer.byteLength(piece)} bytes`);
    this.#write(piece);
    await this.#settled();
  }

  /** Ends the answer and the connection (FIN). */
  async end(): Promise<void> {
    this.#stage.story.tell("ended the answer");
    this.#finish();
    await this.#settled();
  }

  /** Cuts the connection (RST). */
  async cut(): Promise<void> {
    this.#stage.story.tell("cut the connection");
    this.begun = true;
    this.ended = true;
    this.#cut();
    await this.#settled();
  }

  #cut(): void {
    this.#stage.record({
      kind: "reset",
      connection: this.#connection,
      from: "server",
    });
    this.#stage.cut(this.#socket);
  }

  #end(): void {
    this.#stage.record({
      kind: "end",
      connection: this.#connection,
      from: "server",
    });
    this.#socket.end();
  }

  #transport() {
    return {
      write: (bytes: Uint8Array) => this.#write(bytes),
      end: () => this.#end(),
      cut: () => this.#cut(),
      // Deno's WebSocket client leaves Nagle's algorithm on: a second small
      // frame would wait for a delayed acknowledgement. A pong that nobody
      // asked for (RFC 6455, section 5.5.3) carries it, and no client shows it.
      acknowledge: () => void this.#socket.write(unsolicitedPong),
      pause: () => void this.#socket.pause(),
      resume: () => void this.#socket.resume(),
    };
  }

  #write(piece: string | Uint8Array): void {
    this.begun = true;
    const bytes = Buffer.from(piece as string);
    this.#stage.record({
      kind: "bytes",
      connection: this.#connection,
      from: "server",
      bytes,
    });
    if (!this.#socket.destroyed) this.#socket.write(bytes);
  }

  #finish(): void {
    this.begun = true;
    this.ended = true;
    this.#reader.resume();
    if (this.#close) this.#end();
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
