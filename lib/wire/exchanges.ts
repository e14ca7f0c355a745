import { ConnectionReader } from "./_connection_reader.ts";
import type { Exchange } from "./exchange.ts";
import type { Recording } from "./recording.ts";
import type { WireEvent } from "./wire_event.ts";

/**
 * Reads what crossed the wire out of the recorded bytes, in the order in which it began.
 *
 * After a 101 these are WebSocket frames. Bytes of other protocols, and those after an answered CONNECT, are left out.
 *
 * @example Usage
 * ```ts
 * import { exchanges, Recording } from "wire";
 *
 * const recording = new Recording();
 * for (const exchange of exchanges(recording)) console.log(exchange.at, exchange.kind);
 * ```
 */
export function exchanges(
  recording: Recording | readonly WireEvent[],
): Exchange[] {
  const events = "events" in recording ? recording.events : recording;
  const readers = new Map<number, ConnectionReader>();
  let requests = 0;
  for (const [place, event] of events.entries()) {
    const reader = readers.get(event.connection) ??
      new ConnectionReader(event.connection, () => ++requests);
    readers.set(event.connection, reader);
    if (event.kind === "bytes") reader.bytes(event, place);
    if (event.kind === "end" || event.kind === "reset") {
      reader.leave(event, place);
    }
  }
  return [...readers.values()].flatMap((reader) => reader.finish())
    .sort((a, b) => a.place - b.place).map(({ exchange }) => exchange);
}
