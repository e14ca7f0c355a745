import { connect, type Socket } from "node:net";
import { Buffer } from "node:buffer";
import { HttpReader, type ResponseHead } from "wire";
import type { Message } from "kernel";
import { describeResponse, quote, shorten } from "./describe.ts";
import { fail } from "./ruling.ts";
import type { Stage } from "./stage.ts";
import { formatMs } from "./story.ts";

/** Characters of a body that a command line shows, at most. */
const byHandMax = 200;

/** Headers and body of a request. */
export interface RequestInit {
  /** Headers beside `Host`. */
  readonly headers?: Record<string, string>;
  /** The body, as text. */
  readonly body?: string;
}

/** A keep-alive connection to the subject's server. */
export class ProbeConnection {
  readonly #stage: Stage;
  readonly #socket: Socket;
  readonly #number: number;
  readonly #port: number;
  readonly #reader: HttpReader<"response">;
  readonly #waiting: Probe[] = [];
  readonly #unasked: Probe[] = [];
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
  static async open(stage: Stage, port: number): Promise<ProbeConnection> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const socket = connect({ host: "127.0.0.1", port });
    socket.setNoDelay(true);
    socket.once("connect", () => resolve());
    socket.once("error", reject);
    await promise;
    return new ProbeConnection(stage, socket, port);
  }

  /** Sends `GET target` and waits until all has settled. */
  get(target: string, init: RequestInit = {}): Promise<Probe> {
    return this.request("GET", target, init);
  }

  /** Sends a request and waits until all has settled. */
  async request(
    method: string,
    target: string,
    init: RequestInit = {},
  ): Promise<Probe> {
    const probe = new Probe(this.#stage, this, `${method} ${target}`);
    probe.asked = true;
    this.#waiting.push(probe);
    this.#reader.expectMethod(method);
    this.#stage.story.tell(`sent ${method} ${target}${bodyNote(init.body)}`);
    this.#stage.story.showByHand(curl(method, target, init));
    const entered = this.#stage.clock.entered;
    this.#send(requestText(method, target, this.#port, init));
    await this.#stage.clock.settle(() =>
      this.#stage.clock.entered > entered || !probe.pending ||
      probe.broken !== undefined
    );
    return probe;
  }

  /**
   * Sends bytes as they are: a request in pieces, several at once, or nonsense.
   * With `expectAnswers` the answers are read.
   */
  async send(bytes: string | Uint8Array): Promise<void> {
    const text = typeof bytes === "string"
      ? bytes
      : new TextDecoder().decode(bytes);
    this.#stage.story.tell(`sent ${shorten(JSON.stringify(text))}`);
    this.#send(bytes);
    await this.#stage.clock.settle();
  }

  /** Waits for the answers to what was sent as bytes, and returns them. */
  async expectAnswers(count: number): Promise<Probe[]> {
    await this.#stage.clock.settle(() => this.#unasked.length >= count);
    if (this.#unasked.length < count) {
      fail(
        `${count} answers`,
        `${this.#unasked.length}, and ${
          this.#broken ?? "the connection is open"
        }`,
      );
    }
    return this.#unasked.splice(0, count);
  }

  /** Ends the connection in the ordinary way (FIN). */
  async close(): Promise<void> {
    this.#stage.story.tell("closed the connection");
    this.#stage.record({
      kind: "end",
      connection: this.#number,
      from: "client",
    });
    this.#socket.destroySoon();
    await this.#stage.clock.settle();
  }

  /** Cuts the connection (RST), as a lost network does. */
  async cut(): Promise<void> {
    this.#stage.story.tell("cut the connection");
    this.#stage.record({
      kind: "reset",
      connection: this.#number,
      from: "client",
    });
    this.#socket.resetAndDestroy();
    await this.#stage.clock.settle();
  }

  #send(text: string | Uint8Array): void {
    const bytes = Buffer.from(text as string);
    this.#stage.record({
      kind: "bytes",
      connection: this.#number,
      from: "client",
      bytes,
    });
    this.#socket.write(bytes);
  }

  #listen(): void {
    this.#socket.on("data", (bytes: Uint8Array) => {
      this.#stage.record({
        kind: "bytes",
        connection: this.#number,
        from: "server",
        bytes: bytes.slice(),
      });
      this.#reader.push(bytes);
    });
    this.#socket.on("end", () => {
      this.#stage.record({
        kind: "end",
        connection: this.#number,
        from: "server",
      });
      this.#reader.end();
      this.#break("the server closed the connection");
    });
    this.#socket.on("error", () => {
      this.#stage.record({
        kind: "reset",
        connection: this.#number,
        from: "server",
      });
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
      error: (error) =>
        this.#break(`an answer that is no HTTP (${error.message})`),
    });
  }

  #break(how: string): void {
    this.#broken ??= how;
    for (const probe of this.#waiting.splice(0)) probe.broken = how;
  }
}

/** One request to the subject's server, and what came back for it. */
export class Probe {
  readonly #stage: Stage;
  readonly #connection: ProbeConnection;
  readonly #request: string;
  readonly #body: Uint8Array[] = [];
  #head: ResponseHead | undefined;
  #complete = false;

  /** When the request was sent, in ms since the check began. */
  readonly startedAt: number;
  /** When the answer was complete. */
  answeredAt: number | undefined;
  /** Whether the request was sent by a call of its own, not as bytes. */
  asked = false;
  /** How the connection broke before the answer was complete. */
  broken: string | undefined;

  /** A probe that waits for the answer to `request`. */
  constructor(stage: Stage, connection: ProbeConnection, request: string) {
    this.#stage = stage;
    this.#connection = connection;
    this.#request = request;
    this.startedAt = stage.clock.now;
  }

  /** Whether the answer is not complete yet. */
  get pending(): boolean {
    return !this.#complete;
  }

  /** Status code of the answer; 0 before it. */
  get status(): number {
    return this.#head?.status ?? 0;
  }

  /** Headers of the answer. */
  get headers(): Headers {
    const headers = new Headers();
    for (const [name, value] of this.#head?.headers ?? []) {
      headers.append(name, value);
    }
    return headers;
  }

  /** Body of the answer so far. */
  get text(): string {
    return new TextDecoder().decode(Buffer.concat(this.#body));
  }

  /** The answer's head has arrived. */
  takeHead(head: ResponseHead): void {
    if (head.status >= 200) this.#head = head;
  }

  /** A piece of the answer's body has arrived. */
  takeBody(bytes: Uint8Array): void {
    this.#body.push(bytes);
  }

  /** The answer is complete. */
  takeEnd(): void {
    this.#complete = true;
    this.answeredAt = this.#stage.clock.now;
  }

  /** Demands that nothing was answered yet. */
  expectPending(): void {
    this.#stage.story.tell(`looked whether ${this.#request} is still open`);
    if (this.pending && this.broken === undefined && this.#head === undefined) {
      return;
    }
    fail(
      `${this.#request} to be still open, without an answer`,
      this.#described(),
    );
  }

  /** Demands an answer with one of these status codes. */
  async expectStatus(...statuses: number[]): Promise<void> {
    await this.#answered(`the answer ${statuses.join(" or ")}`);
    if (statuses.includes(this.status)) return;
    fail(`${statuses.join(" or ")} to ${this.#request}`, this.#described());
  }

  /** Demands a header of the answer. */
  async expectHeader(name: string, value: string | RegExp): Promise<void> {
    await this.#answered(`an answer with ${name}`);
    const actual = this.headers.get(name);
    const right = typeof value === "string"
      ? actual === value
      : actual !== null && value.test(actual);
    if (right) return;
    const got = actual === null ? "no such header" : `${name}: ${actual}`;
    fail(`the header ${name}: ${value} on the answer to ${this.#request}`, got);
  }

  /** Demands 200 and exactly the messages with these texts, in order. */
  async expectMessages(...texts: string[]): Promise<Message[]> {
    const messages = await this.readMessages();
    const same = messages.length === texts.length &&
      messages.every(({ text }, index) => text === texts[index]);
    if (same) return messages;
    const expected = texts.map(quote).join(", ") || "[]";
    fail(
      `200 with the messages ${expected} to ${this.#request}`,
      this.#described(),
    );
  }

  /** Demands 200 and well-formed messages with rising ids, whatever they say. */
  async readMessages(): Promise<Message[]> {
    await this.#answered("200 with messages");
    const messages = this.status === 200 ? readMessages(this.text) : undefined;
    const right = messages?.every((message, index) =>
      isMessage(message) && message.id > (messages[index - 1]?.id ?? 0)
    );
    if (messages && right) return messages;
    fail(
      `200 with a JSON array of messages, ids rising, to ${this.#request}`,
      this.#described(),
    );
  }

  /** Demands that the answer has no body. */
  async expectEmpty(): Promise<void> {
    await this.#answered("an answer without a body");
    if (this.text !== "") {
      fail(`no body in the answer to ${this.#request}`, this.#described());
    }
  }

  /** Demands a problem document (RFC 9457) of this type, with these members. */
  async expectProblem(
    status: number,
    type: string,
    members: Record<string, unknown> = {},
  ): Promise<void> {
    const wanted = { type, ...members };
    await this.#answered(`${status} with a problem document`);
    const mediaType = this.headers.get("content-type")?.split(";")[0];
    const problem = readObject(this.text);
    const right = this.status === status &&
      mediaType === "application/problem+json" &&
      Object.entries(wanted).every(([name, value]) => problem[name] === value);
    if (right) return;
    fail(
      `${status} application/problem+json with ${
        JSON.stringify(wanted)
      } to ${this.#request}`,
      `${this.#described()} of type ${mediaType ?? "(none)"}`,
    );
  }

  /** Cuts the connection of this request (RST). */
  cut(): Promise<void> {
    return this.#connection.cut();
  }

  /** Closes the connection of this request (FIN). */
  close(): Promise<void> {
    return this.#connection.close();
  }

  async #answered(expected: string): Promise<void> {
    await this.#stage.clock.settle(() =>
      !this.pending || this.broken !== undefined
    );
    if (this.pending) {
      fail(`${expected} to ${this.#request}`, this.#described());
    }
  }

  #described(): string {
    if (this.broken !== undefined) return this.broken;
    if (this.#head === undefined) {
      return `no answer yet, ${
        formatMs(this.#stage.clock.now - this.startedAt)
      } after the request`;
    }
    const answer = describeResponse(this.#head, this.text);
    return this.pending ? `${answer}, not complete` : answer;
  }
}

function requestText(
  method: string,
  target: string,
  port: number,
  init: RequestInit,
): string {
  const { headers = {}, body } = init;
  const lines = { Host: `127.0.0.1:${port}`, ...headers } as Record<
    string,
    string
  >;
  if (body !== undefined) {
    lines["Content-Length"] = String(new TextEncoder().encode(body).length);
  }
  const text = Object.entries(lines).map(([name, value]) =>
    `${name}: ${value}\r\n`
  ).join("");
  return `${method} ${target} HTTP/1.1\r\n${text}\r\n${body ?? ""}`;
}

function curl(
  method: string,
  target: string,
  { headers = {}, body }: RequestInit,
): string {
  const options = method === "GET" ? [] : ["-X", method];
  for (const [name, value] of Object.entries(headers)) {
    options.push("-H", `'${name}: ${value}'`);
  }
  if (body !== undefined) options.push("--data", bodyByHand(body));
  return ["curl -i -N", ...options, `"$URL${target}"`].join(" ");
}

/** A long body of one letter is made on the spot, as a person would. */
function bodyByHand(body: string): string {
  if (body.length <= byHandMax) return `'${body}'`;
  return `"$(head -c ${body.length} /dev/zero | tr '\\0' a)"`;
}

function bodyNote(body: string | undefined): string {
  return body === undefined ? "" : ` with ${shorten(body)}`;
}

function isMessage(value: unknown): value is Message {
  if (typeof value !== "object" || value === null) return false;
  const { id, at, from, text } = value as Record<string, unknown>;
  return Number.isInteger(id) && typeof at === "number" &&
    typeof from === "string" && typeof text === "string";
}

function readMessages(text: string): Message[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value as Message[] : undefined;
  } catch {
    return undefined;
  }
}

function readObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null
      ? value as Record<string, unknown>
      : {};
  } catch {
    return {};
  }
}
