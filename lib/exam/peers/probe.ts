import { Buffer } from "node:buffer";
import type { Message } from "kernel";
import type { ResponseHead } from "wire";
import { describeResponse, listed, quote } from "../text/describe.ts";
import {
  EventStreamReading,
  type StreamComment,
  type StreamEvent,
} from "./event_stream_reading.ts";
import { headersOf } from "./headers_of.ts";
import { membersOf, readJson } from "../text/read_values.ts";
import { fail } from "../verdict/ruling.ts";
import type { Stage } from "../stage/stage.ts";
import { formatMs } from "../verdict/story.ts";

/** A piece of a body, as one read of the socket gave it. */
export interface BodyPiece {
  /** The piece, as text. */
  readonly text: string;
  /** When it came, in ms since the check began. */
  readonly at: number;
}

/** What a probe may do with the connection that it came on. */
export interface ProbeTransport {
  /** Stops reading. */
  pause(): void;
  /** Reads on. */
  resume(): Promise<void>;
  /** Cuts the connection (RST). */
  cut(): Promise<void>;
  /** Closes the connection (FIN). */
  close(): Promise<void>;
}

/** One request to the subject's server, and what came back for it. */
export class Probe {
  readonly #stage: Stage;
  readonly #connection: ProbeTransport;
  readonly #request: string;
  readonly #writes: { readonly bytes: Uint8Array; readonly at: number }[] = [];
  readonly #stream: EventStreamReading;
  #head: ResponseHead | undefined;
  #complete = false;

  readonly #startedAfter: number;

  /** When the request was sent, in ms since the check began. */
  readonly startedAt: number;
  /** When the answer was complete. */
  answeredAt: number | undefined;
  /** Whether the request was sent by a call of its own, not as bytes. */
  asked = false;
  /** How the connection broke before the answer was complete. */
  broken: string | undefined;

  /** A probe that waits for the answer to `request`. */
  constructor(stage: Stage, connection: ProbeTransport, request: string) {
    this.#stage = stage;
    this.#connection = connection;
    this.#request = request;
    this.#stream = new EventStreamReading(() =>
      stage.process.budget.spend("wirePieces")
    );
    this.startedAt = stage.clock.now;
    this.#startedAfter = stage.clock.commanded;
  }

  /** Whether the answer is not complete yet. */
  get pending(): boolean {
    return !this.#complete;
  }

  /** Status line and headers of the answer; absent before it. */
  get head(): ResponseHead | undefined {
    return this.#head;
  }

  /** Status code of the answer; 0 before it. */
  get status(): number {
    return this.#head?.status ?? 0;
  }

  /** Headers of the answer; fails the check when no `Headers` can hold them. */
  get headers(): Headers {
    return headersOf(
      this.#head?.headers ?? [],
      `the answer to ${this.#request}`,
    );
  }

  /** The answer's body as JSON; undefined when it is none, or nested beyond any use. */
  get json(): unknown {
    return readJson(this.text);
  }

  /** Body of the answer so far. */
  get text(): string {
    const pieces = this.#writes.map(({ bytes }) => bytes);
    return new TextDecoder().decode(Buffer.concat(pieces));
  }

  /** The pieces of the body, one for each read of the socket. */
  get writes(): readonly BodyPiece[] {
    const decoder = new TextDecoder();
    return this.#writes.map(({ bytes, at }) => {
      return { text: decoder.decode(bytes, { stream: true }), at };
    });
  }

  /** What a conforming reader of the event stream has dispatched so far. */
  get events(): readonly StreamEvent[] {
    return this.#stream.read(this.#writes).events;
  }

  /** The comments of the event stream so far. */
  get comments(): readonly StreamComment[] {
    return this.#stream.read(this.#writes).comments;
  }

  /** The last reconnection time that the event stream gave, in ms. */
  get retry(): number | undefined {
    return this.#stream.read(this.#writes).retry;
  }

  /** The answer's head has arrived. */
  takeHead(head: ResponseHead): void {
    this.#stage.process.budget.spend("wirePieces");
    if (head.status >= 200 || head.status === 101) this.#head = head;
  }

  /** A piece of the answer's body has arrived. */
  takeBody(bytes: Uint8Array): void {
    const pieces = this.#isStream ? 1 + linesIn(bytes) : 1;
    if (!this.#stage.process.budget.spend("wirePieces", pieces)) return;
    this.#writes.push({ bytes, at: this.#stage.clock.now });
  }

  get #isStream(): boolean {
    return this.#head?.headers.some(([name, value]) =>
      name.toLowerCase() === "content-type" &&
      value.toLowerCase().startsWith("text/event-stream")
    ) ?? false;
  }

  /** The answer is complete. */
  takeEnd(): void {
    this.#complete = true;
    this.answeredAt = this.#stage.clock.now;
  }

  /** Demands that nothing was answered yet. */
  expectPending(): void {
    this.#stage.story.tell(`looked whether ${this.#request} is still open`);
    const silent = this.#head === undefined && this.broken === undefined;
    if (silent || this.#answeredLater) return;
    fail(
      `${this.#request} to be still open, without an answer`,
      this.#described(),
    );
  }

  /** Demands the head of a stream that stays open. */
  async expectStream(status = 200): Promise<void> {
    await this.#stage.clock.settle(() =>
      this.#head !== undefined || this.broken !== undefined
    );
    if (this.status !== status) {
      fail(`${status} to ${this.#request}, at once`, this.#described());
    }
  }

  /** Demands that the stream has begun and has not ended. */
  expectOpen(): void {
    if (this.#head !== undefined && this.pending && this.broken === undefined) {
      return;
    }
    fail(`the stream of ${this.#request} to be open`, this.#described());
  }

  /** Waits for as many events of the stream, and returns all that came. */
  async expectEvents(count: number): Promise<readonly StreamEvent[]> {
    await this.#stage.clock.settle(() => this.events.length >= count);
    if (this.events.length === count) return this.events;
    const seen = this.events.map(({ type, lastEventId }) =>
      `${type} ${lastEventId}`
    );
    fail(
      `${count} events on ${this.#request}`,
      `${seen.length}: ${listed(seen)}`,
    );
  }

  /** Stops reading: the server's bytes pile up on the way. */
  pause(): void {
    this.#connection.pause();
  }

  /** Reads on. */
  resume(): Promise<void> {
    return this.#connection.resume();
  }

  /** Demands an answer with one of these status codes. */
  async expectStatus(...statuses: number[]): Promise<void> {
    await this.#answered(`the answer ${statuses.join(" or ")}`);
    if (statuses.includes(this.status)) return;
    fail(`${statuses.join(" or ")} to ${this.#request}`, this.#described());
  }

  /** Demands a header of the answer. */
  async expectHeader(name: string, value: string | RegExp): Promise<void> {
    await this.#stage.clock.settle(() =>
      this.#head !== undefined || this.broken !== undefined
    );
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
    const messages = this.status === 200 ? listIn(this.json) : undefined;
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
    const problem = membersOf(this.json);
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

  /**
   * Whether the answer came after the time that the check has let pass: in
   * real time, a busy machine may have let pass much more.
   */
  get #answeredLater(): boolean {
    const passed = this.#stage.clock.commanded - this.#startedAfter;
    return this.answeredAt !== undefined &&
      this.answeredAt - this.startedAt > passed;
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

function linesIn(bytes: Uint8Array): number {
  let lines = 0;
  for (const byte of bytes) if (byte === 0x0a || byte === 0x0d) lines++;
  return lines;
}

function isMessage(value: unknown): value is Message {
  if (typeof value !== "object" || value === null) return false;
  const { id, at, from, text } = value as Record<string, unknown>;
  return Number.isInteger(id) && typeof at === "number" &&
    typeof from === "string" && typeof text === "string";
}

function listIn(value: unknown): Message[] | undefined {
  return Array.isArray(value) ? value as Message[] : undefined;
}
