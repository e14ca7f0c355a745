import { RecordingReader } from "./_recording_reader.ts";
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
  const reader = new RecordingReader();
  for (const event of events) reader.read(event);
  return reader.finish().map(({ exchange }) => exchange);
}
