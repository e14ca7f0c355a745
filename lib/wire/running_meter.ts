import { ExchangeFollower } from "./_exchange_follower.ts";
import type { Exchange, ResponseExchange } from "./exchange.ts";
import type { WireEvent } from "./wire_event.ts";

/** What a conversation cost. */
export interface MeterReading {
  /** Requests whose head arrived. */
  readonly requests: number;
  /** Number of responses by status, 1xx included. */
  readonly responses: Readonly<Record<number, number>>;
  /** Complete answers that brought nothing: 204, 304, or an empty JSON array. */
  readonly emptyAnswers: number;
  /** TCP connections opened. */
  readonly connections: number;
  /** Requests on each connection, in the order of opening. */
  readonly requestsPerConnection: readonly number[];
  /** All bytes from clients to servers. */
  readonly bytesUp: number;
  /** All bytes from servers to clients. */
  readonly bytesDown: number;
  /** Bytes of start lines and headers, both ways. */
  readonly headerBytes: number;
  /** Bytes of bodies without chunk framing, both ways. */
  readonly bodyBytes: number;
  /** Complete WebSocket frames from clients to servers. */
  readonly framesUp: number;
  /** Complete WebSocket frames from servers to clients. */
  readonly framesDown: number;
  /** Bytes of the heads of these frames, masks included, both ways. */
  readonly frameHeadBytes: number;
}

/** A reading that goes on. */
type Counts = {
  -readonly [Key in keyof MeterReading]: MeterReading[Key] extends
    readonly number[] ? number[]
    : MeterReading[Key] extends number ? number
    : Record<number, number>;
};

/**
 * Counts what crosses the wire, event by event: each is read once, however long the recording grows.
 *
 * @example Usage
 * ```ts
 * import { Recording, RunningMeter } from "wire";
 *
 * const meter = new RunningMeter();
 * new Recording().onEvent((event) => {
 *   meter.read(event);
 *   console.log(meter.reading.requests);
 * });
 * ```
 */
export class RunningMeter {
  readonly #follower = new ExchangeFollower();
  readonly #counts: Counts = {
    requests: 0,
    responses: {},
    emptyAnswers: 0,
    connections: 0,
    requestsPerConnection: [],
    bytesUp: 0,
    bytesDown: 0,
    headerBytes: 0,
    bodyBytes: 0,
    framesUp: 0,
    framesDown: 0,
    frameHeadBytes: 0,
  };
  /** Places of the connections in the order of opening, by their numbers. */
  readonly #places = new Map<number, number>();

  /** What was counted so far; it goes on counting. */
  get reading(): MeterReading {
    return this.#counts;
  }

  /** Takes the next event. */
  read(event: WireEvent): void {
    const counts = this.#counts;
    if (event.kind === "open") {
      counts.connections++;
      const length = counts.requestsPerConnection.push(0);
      this.#places.set(event.connection, length - 1);
    }
    if (event.kind === "bytes") {
      counts[event.from === "client" ? "bytesUp" : "bytesDown"] +=
        event.bytes.length;
    }
    const { begun, complete } = this.#follower.read(event);
    for (const { exchange } of begun) this.#begin(exchange);
    for (const exchange of complete) this.#complete(exchange);
    counts.bodyBytes = this.#follower.bodyBytes;
  }

  #begin(exchange: Exchange): void {
    const counts = this.#counts;
    if (exchange.kind === "request") {
      counts.requests++;
      counts.headerBytes += exchange.headBytes;
      const place = this.#places.get(exchange.connection);
      if (place !== undefined) counts.requestsPerConnection[place]!++;
    }
    if (exchange.kind === "response") {
      const { head: { status }, headBytes } = exchange;
      counts.responses[status] = (counts.responses[status] ?? 0) + 1;
      counts.headerBytes += headBytes;
    }
  }

  #complete(exchange: Exchange): void {
    const counts = this.#counts;
    if (exchange.kind === "response" && isEmpty(exchange)) {
      counts.emptyAnswers++;
    }
    if (exchange.kind === "frame") {
      counts[exchange.from === "client" ? "framesUp" : "framesDown"]++;
      counts.frameHeadBytes += exchange.headBytes;
    }
  }
}

function isEmpty({ head, body }: ResponseExchange): boolean {
  if (head.status === 204 || head.status === 304) return true;
  return head.status === 200 &&
    /^\s*\[\s*\]\s*$/.test(new TextDecoder().decode(body));
}
