import { Buffer } from "node:buffer";
import type { ResponseHead } from "wire";
import { describeResponse } from "../text/describe.ts";
import {
  EventStreamReading,
  type StreamComment,
  type StreamEvent,
} from "./event_stream_reading.ts";
import { headersOf } from "./headers_of.ts";
import { readJson } from "../text/read_values.ts";
import type { Stage } from "../stage/stage.ts";
import { formatMs } from "../verdict/account.ts";

/** A piece of a body, as one read of the socket gave it. */
export interface BodyPiece {
  /** The piece, as text. */
  readonly text: string;
  /** When it came, in ms since the check began. */
  readonly at: number;
}

/** What came back for one request to the subject's server, as far as it came. */
export class ProbedAnswer {
  readonly #stage: Stage;
  /** The request, such as `GET /messages`. */
  protected readonly request: string;
  readonly #writes: { readonly bytes: Uint8Array; readonly at: number }[] = [];
  readonly #stream: EventStreamReading;
  #head: ResponseHead | undefined;
  #complete = false;

  readonly #startedAfter: number;

  /** When the request was sent, in ms since the check began. */
  readonly startedAt: number;
  /** When the answer was complete. */
  answeredAt: number | undefined;
  /** How the connection broke before the answer was complete. */
  broken: string | undefined;

  /** Nothing has come yet for `request`. */
  constructor(stage: Stage, request: string) {
    this.#stage = stage;
    this.request = request;
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
      `the answer to ${this.request}`,
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

  /**
   * Whether the answer came after the time that the check has let pass: in
   * real time, a busy machine may have let pass much more.
   */
  protected get answeredLater(): boolean {
    const passed = this.#stage.clock.commanded - this.#startedAfter;
    return this.answeredAt !== undefined &&
      this.answeredAt - this.startedAt > passed;
  }

  /** What came, in one phrase. */
  protected described(): string {
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
