import { createServer, type Server, type Socket } from "node:net";
import { createServer as createSecureServer } from "node:tls";
import { HttpReader, type RequestHead } from "wire";
import { hotLoop } from "../stage/hot_loop.ts";
import { openSocketsMax, requestsPerInstantMax } from "../limits.ts";
import { certificate, certificateKey } from "./peer_certificate.ts";
import { type PeerConnection, PeerExchange } from "./peer_exchange.ts";
import type { PeerTraffic } from "../stage/peer_traffic.ts";
import { fail } from "../verdict/ruling.ts";
import type { SocketProbe } from "./socket_probe.ts";
import type { Stage } from "../stage/stage.ts";

/** The scripted server that a learner's client talks to, byte by byte. */
export class Peer implements PeerTraffic {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #requests: PeerExchange[] = [];
  readonly #untaken: PeerExchange[] = [];
  #stage: Stage | undefined;
  #responder: ((exchange: PeerExchange) => void | Promise<void>) | undefined;
  #responding = 0;
  #refusing = false;
  #failure: unknown;

  /** The base URL of the board that this peer plays, ending in `/`. */
  readonly url: URL;

  private constructor(server: Server, secure: boolean) {
    this.#server = server;
    const { port } = server.address() as { port: number };
    this.url = new URL(`${secure ? "https" : "http"}://127.0.0.1:${port}/`);
    const event = secure ? "secureConnection" : "connection";
    server.on(event, (socket: Socket) => this.#connected(socket));
  }

  /** Starts to listen on a free port; what comes before `enter` is refused. */
  static async listen({ secure = false } = {}): Promise<Peer> {
    const server = secure
      ? createSecureServer({ cert: certificate, key: certificateKey })
      : createServer({ allowHalfOpen: true });
    const { promise, resolve } = Promise.withResolvers<void>();
    server.listen(0, "127.0.0.1", () => resolve());
    await promise;
    return new Peer(server, secure);
  }

  /** All requests so far, in the order in which they came. */
  get requests(): readonly PeerExchange[] {
    return this.#requests;
  }

  /** The WebSockets that requests have become, in the order of the requests. */
  get sockets(): readonly SocketProbe[] {
    return this.#requests.flatMap(({ accepted }) => accepted ?? []);
  }

  get answering(): boolean {
    return this.#responding > 0;
  }

  get openHeads(): number {
    return this.#requests.filter((exchange) =>
      !exchange.begun && !exchange.gone
    ).length;
  }

  get openBodies(): number {
    return this.#requests.filter((exchange) =>
      !exchange.ended && !exchange.gone
    ).length;
  }

  /**
   * Enters the stage of a check.
   *
   * @internal
   */
  enter(stage: Stage): void {
    this.#stage = stage;
    stage.onClose(() => this.close());
  }

  /** Stops listening and closes every connection. */
  async close(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    for (const socket of this.#sockets) socket.destroy();
    await promise;
  }

  /** Takes the next request that nobody took; fails the check if none comes. */
  async next(): Promise<PeerExchange> {
    await this.#settled(() => this.#untaken.length > 0);
    const exchange = this.#untaken.shift();
    if (exchange === undefined) fail("a request", "no request");
    return exchange;
  }

  /** Demands that no request came that nobody took. */
  expectNoRequest(): void {
    const [exchange] = this.#untaken;
    if (exchange !== undefined) {
      fail("no request", `${exchange.method} ${exchange.target}`);
    }
  }

  /** Answers every request that nobody takes with `responder`. */
  answerAll(
    responder: ((exchange: PeerExchange) => void | Promise<void>) | undefined,
  ): void {
    this.#responder = responder;
    if (responder) {
      for (const exchange of this.#untaken.splice(0)) this.#respond(exchange);
    }
  }

  /** Resets new connections as soon as they are accepted, or stops doing so. */
  refuse(refusing: boolean): void {
    this.#stage?.account.tell(
      refusing ? "the server went away" : "the server came back",
    );
    this.#refusing = refusing;
  }

  judge(): void {
    if (this.#failure) throw this.#failure;
    const last = this.#requests.at(-1);
    if (last === undefined) return;
    const first = this.#requests.at(-requestsPerInstantMax - 1);
    if (first !== undefined && last.at - first.at < 1) {
      throw hotLoop(
        `more than ${requestsPerInstantMax} requests while no time passed`,
      );
    }
  }

  #settled(until?: () => boolean): Promise<void> {
    return this.#stage!.clock.settle(until);
  }

  #connected(socket: Socket): void {
    const stage = this.#stage;
    const refused = stage === undefined || this.#refusing ||
      !this.#hasRoom(stage);
    const connection = stage?.nextConnection() ?? 0;
    stage?.record({ kind: "open", connection });
    if (refused) {
      stage?.record({ kind: "reset", connection, from: "server" });
      return void socket.resetAndDestroy();
    }
    socket.setNoDelay(true);
    this.#sockets.add(socket);
    this.#listen(stage, socket, connection);
  }

  /** Counted where they come: who connects and asks nothing is seen too. */
  #hasRoom(stage: Stage): boolean {
    if (!stage.process.budget.spend("wirePieces")) return false;
    if (this.#sockets.size < openSocketsMax) return true;
    this.#failure ??= hotLoop(
      `more than ${openSocketsMax} connections open at one time`,
    );
    return false;
  }

  #listen(stage: Stage, socket: Socket, connection: number): void {
    const current: PeerExchange[] = [];
    const reader: HttpReader<"request"> = new HttpReader("request", {
      head: (head) => {
        stage.process.budget.spend("wirePieces");
        const from = { socket, reader, number: connection };
        current.push(this.#begin(stage, from, head));
      },
      raw: (bytes) => current.at(-1)?.accepted?.takeBytes(bytes),
      body: (bytes) => {
        if (!stage.process.budget.spend("wirePieces")) return;
        current.at(-1)?.takeBody(bytes);
      },
      complete: () => {
        const exchange = current.at(-1);
        if (exchange !== undefined) this.#arrived(exchange);
      },
      error: (error) => this.#failure = malformed(error),
    });
    const gone = (kind: "end" | "reset") => {
      stage.record({ kind, connection, from: "client" });
      for (const exchange of current) exchange.leave();
      current.at(-1)?.accepted?.takeEnd(kind);
    };
    socket.on("data", (bytes: Uint8Array) => {
      if (!stage.takes(bytes)) return void socket.destroy();
      stage.record({
        kind: "bytes",
        connection,
        from: "client",
        bytes,
      });
      reader.push(bytes);
    });
    socket.on("end", () => {
      gone("end");
      socket.end();
    });
    socket.on("error", () => gone("reset"));
    socket.on("close", () => this.#sockets.delete(socket));
  }

  #begin(
    stage: Stage,
    from: PeerConnection,
    head: RequestHead,
  ): PeerExchange {
    const exchange = new PeerExchange(stage, from, head);
    this.#requests.push(exchange);
    return exchange;
  }

  #arrived(exchange: PeerExchange): void {
    exchange.told();
    if (this.#responder) this.#respond(exchange);
    else this.#untaken.push(exchange);
  }

  async #respond(exchange: PeerExchange): Promise<void> {
    this.#responding++;
    try {
      exchange.settles = false;
      await this.#responder?.(exchange);
    } catch (error) {
      this.#failure ??= error;
    } finally {
      this.#responding--;
    }
  }
}

function malformed(error: Error): unknown {
  try {
    fail("a request in HTTP/1.1", `bytes that are none (${error.message})`);
  } catch (ruling) {
    return ruling;
  }
}
