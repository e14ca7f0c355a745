import { isEventStream } from "./_event_reader.ts";
import { RecordingReader } from "./_recording_reader.ts";
import type { Exchange } from "./exchange.ts";
import type { HttpHead } from "./http_head.ts";
import type { Recording } from "./recording.ts";

/**
 * Calls `listener` with each exchange of a recording as soon as it is complete; with the answer that is an event stream
 * as soon as that begins. Each byte is read once, however long a connection lives.
 *
 * @example Usage
 * ```ts
 * import { onExchange, Recording } from "wire";
 *
 * const stop = onExchange(new Recording(), ({ kind }) => console.log(kind));
 * stop();
 * ```
 *
 * @param listener Is also told what the same connection has carried so far, complete or not
 * @returns Stops calling
 */
export function onExchange(
  recording: Recording,
  listener: (exchange: Exchange, sameConnection: readonly Exchange[]) => void,
): () => void {
  const reader = new RecordingReader();
  const waiting = new Map<number, Waiting>();
  return recording.onEvent((event) => {
    const placed = reader.read(event);
    const known = waiting.get(event.connection) ?? { all: [], open: [] };
    waiting.set(event.connection, known);
    for (const { exchange } of placed.slice(known.all.length)) {
      known.all.push(exchange);
      known.open.push(exchange);
    }
    const complete = known.open.filter(isComplete);
    known.open = known.open.filter((exchange) => !isComplete(exchange));
    for (const exchange of complete) listener(exchange, known.all);
  });
}

/** The exchanges of a connection, and those that are not complete. */
interface Waiting {
  readonly all: Exchange[];
  open: Exchange[];
}

function isComplete(exchange: Exchange): boolean {
  switch (exchange.kind) {
    case "cut":
    case "event":
    case "unreadable":
      return true;
    case "response":
      return exchange.completeAt !== undefined || isEventStream(exchange);
    case "request":
      return exchange.completeAt !== undefined || asksFirst(exchange.head);
    case "frame":
      return exchange.completeAt !== undefined;
  }
}

/** Its body comes when it is asked for, or never: the request has come (RFC 9110, section 10.1.1). */
function asksFirst({ headers }: HttpHead): boolean {
  return headers.some(([name, value]) =>
    name.toLowerCase() === "expect" && value.toLowerCase() === "100-continue"
  );
}
