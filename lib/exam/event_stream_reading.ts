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

/** Reads an event stream as it comes. */
export class EventStreamReading {
  /** The events so far. */
  readonly events: StreamEvent[] = [];
  /** The comments so far. */
  readonly comments: StreamComment[] = [];
  /** The last reconnection time, in ms. */
  retry: number | undefined;
  #at = 0;
  #lastEventId = "";

  readonly #parser = createParser({
    onEvent: ({ event = "message", data, id }) => {
      this.#lastEventId = id ?? this.#lastEventId;
      this.events.push({
        type: event,
        data,
        lastEventId: this.#lastEventId,
        at: this.#at,
      });
    },
    onComment: (text) => this.comments.push({ text, at: this.#at }),
    onRetry: (ms) => this.retry = ms,
  });

  /** Takes the next piece of the stream, which came at `at`. */
  push(text: string, at: number): void {
    this.#at = at;
    this.#parser.feed(text);
  }
}
