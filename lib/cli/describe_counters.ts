import { meter } from "wire";
import type { Recording } from "wire";

/** What a recording cost, in one sentence. */
export function describeCounters(recording: Recording): string {
  const count = meter(recording);
  return [
    plural(count.requests, "request"),
    plural(count.emptyAnswers, "empty answer"),
    plural(count.connections, "connection"),
    `${bytes(count.bytesUp)} up`,
    `${bytes(count.bytesDown)} down`,
    `of which ${count.headerBytes.toLocaleString("en")} are headers`,
  ].join(", ");
}

/** A number with its noun: "1 request", "2 requests". */
export function plural(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function bytes(number: number): string {
  return `${number.toLocaleString("en")} bytes`;
}
