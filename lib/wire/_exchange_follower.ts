import { RecordingReader } from "./_recording_reader.ts";
import type { Placed } from "./_socket_reader.ts";
import type { Exchange } from "./exchange.ts";
import type { WireEvent } from "./wire_event.ts";

/** What an event adds to the exchanges of its connection. */
export interface Progress {
  /** Exchanges that are known from now on. */
  readonly begun: readonly Placed[];
  /** Exchanges that are complete from now on, of these and of earlier ones. */
  readonly complete: readonly Exchange[];
}

/** Exchanges of a connection: how many are known, and those that are not complete. */
interface Known {
  count: number;
  open: Exchange[];
}

/** Follows the exchanges of all connections, event by event: each is looked at only until it is complete. */
export class ExchangeFollower {
  readonly #reader = new RecordingReader();
  readonly #known = new Map<number, Known>();
  readonly #isComplete: (exchange: Exchange) => boolean;

  /** @param isComplete From when on nothing more is to be told of an exchange; by default from its last byte */
  constructor(isComplete: (exchange: Exchange) => boolean = hasEnded) {
    this.#isComplete = isComplete;
  }

  /** Takes the next event. */
  read(event: WireEvent): Progress {
    const placed = this.#reader.read(event);
    const known = this.#known.get(event.connection) ?? { count: 0, open: [] };
    this.#known.set(event.connection, known);
    const begun = placed.slice(known.count);
    known.count = placed.length;
    const open = [...known.open, ...begun.map(({ exchange }) => exchange)];
    known.open = open.filter((exchange) => !this.#isComplete(exchange));
    return { begun, complete: open.filter(this.#isComplete) };
  }

  /** Bytes of all bodies so far, those of incomplete messages too. */
  get bodyBytes(): number {
    return this.#reader.bodyBytes;
  }

  /** Fills in what has come of the messages of a connection that are not complete. */
  fillIn(connection: number): void {
    this.#reader.fillIn(connection);
  }

  /** Fills in what has come of all messages that are not complete. */
  finish(): void {
    this.#reader.finish();
  }
}

/** Whether the last byte of an exchange has come. */
export function hasEnded(exchange: Exchange): boolean {
  switch (exchange.kind) {
    case "cut":
    case "event":
    case "unreadable":
      return true;
    case "request":
    case "response":
    case "frame":
      return exchange.completeAt !== undefined;
  }
}
