import { concat } from "@std/bytes";
import { changesProtocol } from "./_body_length.ts";
import { EventReader, isEventStream } from "./_event_reader.ts";
import type {
  CutExchange,
  RequestExchange,
  ResponseExchange,
} from "./exchange.ts";
import type { RequestHead, ResponseHead } from "./http_head.ts";
import { HttpReader } from "./http_reader.ts";
import { type Moment, type Placed, SocketReader } from "./_socket_reader.ts";
import type { BytesEvent, EndEvent, ResetEvent, Side } from "./wire_event.ts";

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

interface Draft {
  readonly message: Writable<RequestExchange> | Writable<ResponseExchange>;
  readonly pieces: Uint8Array[];
  readonly events?: EventReader;
}

/** Reads the exchanges of one connection. */
export class ConnectionReader {
  readonly exchanges: Placed[] = [];
  readonly #connection: number;
  readonly #nextId: () => number;
  readonly #readers: {
    client: HttpReader<"request">;
    server: HttpReader<"response">;
  };
  readonly #begun: Record<Side, Moment> = {
    client: { at: 0, place: 0 },
    server: { at: 0, place: 0 },
  };
  readonly #drafts: Partial<Record<Side, Draft>> = {};
  readonly #unanswered: RequestExchange[] = [];
  /** When the pieces came that the reader of requests holds. */
  readonly #held: Moment[] = [];
  #socket: SocketReader | undefined;
  #now: Moment = { at: 0, place: 0 };
  #cut: Writable<CutExchange> | undefined;
  #ending = false;
  #bodyBytes = 0;

  constructor(connection: number, nextId: () => number) {
    this.#connection = connection;
    this.#nextId = nextId;
    this.#readers = {
      client: new HttpReader("request", {
        head: (head) => this.#request(head),
        ...this.#handlers("client"),
      }),
      server: new HttpReader("response", {
        head: (head) => this.#response(head),
        ...this.#handlers("server"),
      }),
    };
  }

  /** Bytes of all bodies so far, those of incomplete messages too. */
  get bodyBytes(): number {
    return this.#bodyBytes;
  }

  bytes(event: BytesEvent, place: number): void {
    this.#now = { at: event.at, place };
    const reader = this.#readers[event.from];
    const { held } = reader;
    if (reader.idle) this.#begun[event.from] = this.#now;
    reader.push(event.bytes);
    if (reader.held > held) this.#held.push(this.#now);
  }

  leave(event: EndEvent | ResetEvent, place: number): void {
    this.#now = { at: event.at, place };
    if (event.kind === "end" && event.from === "server") this.#endResponses();
    if (this.#cut !== undefined) return;
    const { at, connection } = event;
    this.#cut = {
      kind: "cut",
      at,
      connection,
      by: event.from,
      how: event.kind,
    };
    const pending = this.#unanswered[0]?.id;
    if (pending !== undefined) this.#cut.pendingRequest = pending;
    this.exchanges.push({ place, exchange: this.#cut });
  }

  /** Fills in the bodies of messages that are not complete. */
  finish(): readonly Placed[] {
    this.#fillBody("client");
    this.#fillBody("server");
    this.#socket?.finish();
    return this.exchanges;
  }

  #endResponses(): void {
    this.#ending = true;
    this.#readers.server.end();
  }

  #handlers(from: Side) {
    return {
      body: (bytes: Uint8Array) => {
        const draft = this.#drafts[from];
        if (draft === undefined) return;
        this.#bodyBytes += bytes.length;
        draft.pieces.push(bytes);
        draft.events?.push(bytes);
      },
      complete: () => this.#complete(from),
      raw: (bytes: Uint8Array) => this.#raw(from, bytes),
      error: (error: Error) => this.#unreadable(from, error),
    };
  }

  #request(head: RequestHead): void {
    this.#readers.server.expectMethod(head.method);
    const request: RequestExchange = {
      kind: "request",
      from: "client",
      id: this.#nextId(),
      head,
      ...this.#message("client"),
    };
    this.#unanswered.push(request);
    this.#begin(request);
  }

  #response(head: ResponseHead): void {
    const answers = this.#unanswered[0]?.id ?? 0;
    this.#begin({
      kind: "response",
      from: "server",
      answers,
      head,
      ...this.#message("server"),
    });
  }

  #message(from: Side) {
    const { at } = this.#begun[from];
    const { headBytes } = this.#readers[from];
    return {
      at,
      connection: this.#connection,
      headBytes,
      body: new Uint8Array(),
    };
  }

  #begin(message: Draft["message"]): void {
    const events = message.kind === "response" && isEventStream(message)
      ? { events: this.#eventReader(message.answers) }
      : {};
    this.#drafts[message.from] = { message, pieces: [], ...events };
    this.exchanges.push({
      place: this.#begun[message.from].place,
      exchange: message,
    });
  }

  #eventReader(answers: number): EventReader {
    const connection = this.#connection;
    return new EventReader((part) => {
      const { at, place } = this.#now;
      const exchange = {
        kind: "event",
        from: "server",
        at,
        connection,
        answers,
      } as const;
      this.exchanges.push({ place, exchange: { ...exchange, ...part } });
    });
  }

  #fillBody(from: Side): void {
    const draft = this.#drafts[from];
    if (draft !== undefined) draft.message.body = concat(draft.pieces);
  }

  #complete(from: Side): void {
    const message = this.#drafts[from]?.message;
    if (message === undefined) return;
    this.#fillBody(from);
    message.completeAt = this.#now.at;
    this.#begun[from] = this.#now;
    delete this.#drafts[from];
    if (message.kind === "response") this.#answer(message);
  }

  #raw(from: Side, bytes: Uint8Array): void {
    const held = from === "client" ? this.#held.shift() : undefined;
    this.#socket?.push(from, bytes, held ?? this.#now);
  }

  #answer(response: ResponseExchange): void {
    const { status } = response.head;
    if (status < 200 && status !== 101) return;
    const request = this.#unanswered.shift();
    if (request === undefined) return;
    // A client may close its half and still read its answer.
    if (this.#cut?.pendingRequest === request.id) {
      delete this.#cut.pendingRequest;
    }
    const { client } = this.#readers;
    if (changesProtocol(status, request.head.method)) {
      this.#socket = SocketReader.opened(response, this.exchanges);
      client.switchToRaw();
    } else if (this.#unanswered.length === 0) {
      this.#held.length = 0;
      client.resume();
      for (let i = 0; i < client.held; i++) this.#held.push(this.#now);
    }
  }

  #unreadable(from: Side, { cause }: Error): void {
    // The cut itself tells that a response is incomplete.
    if (this.#ending) return;
    const { at, place } = this.#begun[from];
    const connection = this.#connection;
    const reason = (cause as Error).message;
    this.exchanges.push({
      place,
      exchange: { kind: "unreadable", at, connection, from, reason },
    });
  }
}
