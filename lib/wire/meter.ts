import type { ResponseExchange } from "./exchange.ts";
import { exchanges } from "./exchanges.ts";
import type { Recording } from "./recording.ts";
import type { Side, WireEvent } from "./wire_event.ts";

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

/** Counts what crossed the wire. */
export function meter(
  recording: Recording | readonly WireEvent[],
): MeterReading {
  const events = "events" in recording ? recording.events : recording;
  const all = exchanges(events);
  const requests = all.filter((exchange) => exchange.kind === "request");
  const responses = all.filter((exchange) => exchange.kind === "response");
  const messages = [...requests, ...responses];
  const frames = all.filter((exchange) => exchange.kind === "frame")
    .filter(({ completeAt }) => completeAt !== undefined);
  const carried = countBy(requests.map(({ connection }) => connection));
  const opened = events.filter((event) => event.kind === "open");
  return {
    requests: requests.length,
    responses: countBy(responses.map(({ head }) => head.status)),
    emptyAnswers: responses.filter(isEmpty).length,
    connections: opened.length,
    requestsPerConnection: opened.map(({ connection }) =>
      carried[connection] ?? 0
    ),
    bytesUp: bytesFrom("client", events),
    bytesDown: bytesFrom("server", events),
    headerBytes: messages.reduce((sum, { headBytes }) => sum + headBytes, 0),
    bodyBytes: messages.reduce((sum, { body }) => sum + body.length, 0),
    framesUp: frames.filter(({ from }) => from === "client").length,
    framesDown: frames.filter(({ from }) => from === "server").length,
    frameHeadBytes: frames.reduce((sum, { headBytes }) => sum + headBytes, 0),
  };
}

function countBy(keys: readonly number[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const key of keys) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}

function isEmpty({ head, body, completeAt }: ResponseExchange): boolean {
  if (completeAt === undefined) return false;
  if (head.status === 204 || head.status === 304) return true;
  return head.status === 200 &&
    /^\s*\[\s*\]\s*$/.test(new TextDecoder().decode(body));
}

function bytesFrom(side: Side, events: readonly WireEvent[]): number {
  return events.reduce(
    (sum, event) =>
      event.kind === "bytes" && event.from === side
        ? sum + event.bytes.length
        : sum,
    0,
  );
}
