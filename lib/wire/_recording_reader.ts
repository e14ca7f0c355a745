import { ConnectionReader } from "./_connection_reader.ts";
import type { Placed } from "./_socket_reader.ts";
import type { WireEvent } from "./wire_event.ts";

/** Reads the exchanges of all connections, event by event. */
export class RecordingReader {
  readonly #readers = new Map<number, ConnectionReader>();
  #place = 0;
  #requests = 0;
  #bodyBytes = 0;

  /** Takes the next event; returns what its connection has carried so far, in the order of being read. */
  read(event: WireEvent): readonly Placed[] {
    const place = this.#place++;
    const reader = this.#readerOf(event.connection);
    const { bodyBytes } = reader;
    if (event.kind === "bytes") reader.bytes(event, place);
    if (event.kind === "end" || event.kind === "reset") {
      reader.leave(event, place);
    }
    this.#bodyBytes += reader.bodyBytes - bodyBytes;
    return reader.exchanges;
  }

  /** Bytes of all bodies so far, those of incomplete messages too. */
  get bodyBytes(): number {
    return this.#bodyBytes;
  }

  /** Fills in what has come of the messages of a connection that are not complete. */
  fillIn(connection: number): void {
    this.#readers.get(connection)?.finish();
  }

  /** Everything, in the order of beginning. */
  finish(): Placed[] {
    return [...this.#readers.values()].flatMap((reader) => reader.finish())
      .sort((a, b) => a.place - b.place);
  }

  #readerOf(connection: number): ConnectionReader {
    const known = this.#readers.get(connection);
    if (known !== undefined) return known;
    const reader = new ConnectionReader(connection, () => ++this.#requests);
    this.#readers.set(connection, reader);
    return reader;
  }
}
