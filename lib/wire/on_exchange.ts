import { isEventStream } from "./_event_reader.ts";
import { ExchangeFollower, hasEnded } from "./_exchange_follower.ts";
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
  const follower = new ExchangeFollower(isComplete);
  const carried = new Map<number, Exchange[]>();
  return recording.onEvent((event) => {
    const { begun, complete } = follower.read(event);
    const all = carried.get(event.connection) ?? [];
    carried.set(event.connection, all);
    for (const { exchange } of begun) all.push(exchange);
    for (const exchange of complete) listener(exchange, all);
  });
}

function isComplete(exchange: Exchange): boolean {
  if (hasEnded(exchange)) return true;
  switch (exchange.kind) {
    case "response":
      return isEventStream(exchange);
    case "request":
      return asksFirst(exchange.head);
    default:
      return false;
  }
}

/** Its body comes when it is asked for, or never: the request has come (RFC 9110, section 10.1.1). */
function asksFirst({ headers }: HttpHead): boolean {
  return headers.some(([name, value]) =>
    name.toLowerCase() === "expect" && value.toLowerCase() === "100-continue"
  );
}
