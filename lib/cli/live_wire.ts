import { type Exchange, exchanges, type Recording, type WireEvent } from "wire";
import { printable } from "./printable.ts";

/** More of a body fits on no line. */
const MAX_BODY = 200;

/** Options of {@linkcode liveWire}. */
export interface LiveWireOptions {
  /** Zero of the times that are printed. @default {Date.now()} */
  readonly startedAt?: number;
  /** Columns that a line may fill. @default {80} */
  readonly width?: number;
}

/**
 * Prints one line for each exchange, as soon as it is complete.
 *
 * @returns Stops printing
 */
export function liveWire(
  recording: Recording,
  print: (line: string) => void,
  { startedAt = Date.now(), width = 80 }: LiveWireOptions = {},
): () => void {
  const connections = new Map<
    number,
    { events: WireEvent[]; printed: Set<number> }
  >();
  return recording.onEvent((event) => {
    const known = connections.get(event.connection) ??
      { events: [], printed: new Set<number>() };
    connections.set(event.connection, known);
    known.events.push(event);
    for (const [index, exchange] of exchanges(known.events).entries()) {
      if (known.printed.has(index) || !isComplete(exchange)) continue;
      known.printed.add(index);
      print(shorten(printable(line(exchange, startedAt)), width));
    }
  });
}

function isComplete(exchange: Exchange): boolean {
  return exchange.kind === "cut" || exchange.kind === "unreadable" ||
    exchange.completeAt !== undefined;
}

function line(exchange: Exchange, startedAt: number): string {
  const seconds = ((exchange.at - startedAt) / 1000).toFixed(3).padStart(8);
  return `${seconds} s  ${describe(exchange)}`;
}

function describe(exchange: Exchange): string {
  switch (exchange.kind) {
    case "request":
      return `-> ${exchange.head.method} ${exchange.head.target}`;
    case "response": {
      const { status, reason } = exchange.head;
      const body = new TextDecoder().decode(
        exchange.body.subarray(0, MAX_BODY),
      );
      return `<- ${status} ${reason}  ${body.replace(/\s+/g, " ")}`.trimEnd();
    }
    case "unreadable":
      return `?? the ${exchange.from} sent no HTTP: ${exchange.reason}`;
    case "cut":
      return exchange.pendingRequest === undefined
        ? `-- the ${exchange.by} closed the connection`
        : `-- the ${exchange.by} left before the answer`;
  }
}

function shorten(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text;
}
