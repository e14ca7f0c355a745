import { meter, type Recording } from "wire";

/** What a recording has cost so far, short enough for a status line. */
export function describeCounters(recording: Recording): string {
  const count = meter(recording);
  return [
    plural(count.requests, "request"),
    plural(count.emptyAnswers, "empty answer"),
    plural(count.connections, "connection"),
    `${inWords(count.bytesUp)} bytes up`,
    `${inWords(count.bytesDown)} down`,
  ].join(", ");
}

/** What a recording has cost, in a sentence. */
export function describeCost(recording: Recording): string {
  const { headerBytes } = meter(recording);
  return `${describeCounters(recording)}; ${
    inWords(headerBytes)
  } of these bytes are headers`;
}

/** A number with its noun: "1 request", "2 requests". */
export function plural(number: number, noun: string): string {
  return `${inWords(number)} ${noun}${number === 1 ? "" : "s"}`;
}

function inWords(number: number): string {
  return number.toLocaleString("en");
}
