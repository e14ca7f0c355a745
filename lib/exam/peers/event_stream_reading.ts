import { createParser } from "eventsource-parser";

/** An event as a conforming reader dispatches it (WHATWG HTML, section 9.2.6). */
export interface StreamEvent {
  /** The event's type; `message` when the stream names none. */
  readonly type: string;
  /** The data lines, joined by line feeds. */
  readonly data: string;
  /** The last id that the stream has given. */
  readonly lastEventId: string;
  /** When it came, in ms since the check began. */
  readonly at: number;
}

/** A comment of an event stream. */
export interface StreamComment {
  /** What follows the colon. */
  readonly text: string;
  /** When it came, in ms since the check began. */
  readonly at: number;
}

/** A piece of a stream, and when it came. */
interface StreamPiece {
  readonly bytes: Uint8Array;
  readonly at: number;
}

/** Reads an event stream, as far as it has come, when somebody asks. */
export class EventStreamReading {
  /** The events so far. */
  readonly events: StreamEvent[] = [];
  /** The comments so far. */
  readonly comments: StreamComment[] = [];
  /** The last reconnection time, in ms. */
  retry: number | undefined;
  readonly #spend: () => boolean;
  readonly #decoder = new TextDecoder();
  #taken = 0;
  #unfinished: string[] = [];
  #at = 0;
  #lastEventId = "";

  readonly #parser = createParser({
    onEvent: ({ event = "message", data, id }) => {
      this.#lastEventId = id ?? this.#lastEventId;
      if (!this.#spend()) return;
      this.events.push({
        type: event,
        data,
        lastEventId: this.#lastEventId,
        at: this.#at,
      });
    },
    onComment: (text) => {
      if (this.#spend()) this.comments.push({ text, at: this.#at });
    },
    onRetry: (ms) => this.retry = ms,
  });

  /** Reads as long as `spend` says that there is room for one more event or comment. */
  constructor(spend: () => boolean) {
    this.#spend = spend;
  }

  /** Reads those of all `pieces` so far that are new. */
  read(pieces: readonly StreamPiece[]): this {
    for (const { bytes, at } of pieces.slice(this.#taken)) {
      this.#at = at;
      this.#push(this.#decoder.decode(bytes, { stream: true }));
    }
    this.#taken = pieces.length;
    return this;
  }

  /** The parser looks through an unfinished line anew with each piece: so it gets whole ones. */
  #push(text: string): void {
    this.#unfinished.push(text);
    if (!/[\r\n]/.test(text)) return;
    this.#parser.feed(this.#unfinished.join(""));
    this.#unfinished = [];
  }
}
