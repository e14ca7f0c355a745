import type { Message } from "kernel";
import { listed, quote } from "../text/describe.ts";
import type { StreamEvent } from "./event_stream_reading.ts";
import { ProbedAnswer } from "./probed_answer.ts";
import { membersOf } from "../text/read_values.ts";
import { fail } from "../verdict/ruling.ts";
import type { Stage } from "../stage/stage.ts";

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

/** One request to the subject's server, whose answer is judged. */
export class Probe extends ProbedAnswer {
  readonly #stage: Stage;
  readonly #connection: ProbeTransport;

  /** Whether the request was sent by a call of its own, not as bytes. */
  asked = false;

  /** A probe that waits for the answer to `request`. */
  constructor(stage: Stage, connection: ProbeTransport, request: string) {
    super(stage, request);
    this.#stage = stage;
    this.#connection = connection;
  }

  /** Demands that nothing was answered yet. */
  expectPending(): void {
    this.#stage.account.tell(`looked whether ${this.request} is still open`);
    const silent = this.head === undefined && this.broken === undefined;
    if (silent || this.answeredLater) return;
    fail(
      `${this.request} to be still open, without an answer`,
      this.described(),
    );
  }

  /** Demands the head of a stream that stays open. */
  async expectStream(status = 200): Promise<void> {
    await this.#stage.clock.settle(() =>
      this.head !== undefined || this.broken !== undefined
    );
    if (this.status !== status) {
      fail(`${status} to ${this.request}, at once`, this.described());
    }
  }

  /** Demands that the stream has begun and has not ended. */
  expectOpen(): void {
    if (this.head !== undefined && this.pending && this.broken === undefined) {
      return;
    }
    fail(`the stream of ${this.request} to be open`, this.described());
  }

  /** Waits for as many events of the stream, and returns all that came. */
  async expectEvents(count: number): Promise<readonly StreamEvent[]> {
    await this.#stage.clock.settle(() => this.events.length >= count);
    if (this.events.length === count) return this.events;
    const seen = this.events.map(({ type, lastEventId }) =>
      `${type} ${lastEventId}`
    );
    fail(
      `${count} events on ${this.request}`,
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
    fail(`${statuses.join(" or ")} to ${this.request}`, this.described());
  }

  /** Demands a header of the answer. */
  async expectHeader(name: string, value: string | RegExp): Promise<void> {
    await this.#stage.clock.settle(() =>
      this.head !== undefined || this.broken !== undefined
    );
    const actual = this.headers.get(name);
    const right = typeof value === "string"
      ? actual === value
      : actual !== null && value.test(actual);
    if (right) return;
    const got = actual === null ? "no such header" : `${name}: ${actual}`;
    fail(`the header ${name}: ${value} on the answer to ${this.request}`, got);
  }

  /** Demands 200 and exactly the messages with these texts, in order. */
  async expectMessages(...texts: string[]): Promise<Message[]> {
    const messages = await this.readMessages();
    const same = messages.length === texts.length &&
      messages.every(({ text }, index) => text === texts[index]);
    if (same) return messages;
    const expected = texts.map(quote).join(", ") || "[]";
    fail(
      `200 with the messages ${expected} to ${this.request}`,
      this.described(),
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
      `200 with a JSON array of messages, ids rising, to ${this.request}`,
      this.described(),
    );
  }

  /** Demands that the answer has no body. */
  async expectEmpty(): Promise<void> {
    await this.#answered("an answer without a body");
    if (this.text !== "") {
      fail(`no body in the answer to ${this.request}`, this.described());
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
      } to ${this.request}`,
      `${this.described()} of type ${mediaType ?? "(none)"}`,
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
      fail(`${expected} to ${this.request}`, this.described());
    }
  }
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
