import type { MeterReading } from "wire";

/** What a recording has cost so far, short enough for a status line. */
export function describeCounters(count: MeterReading): string {
  const hasFrames = count.framesUp + count.framesDown > 0;
  return [
    plural(count.requests, "request"),
    plural(count.emptyAnswers, "empty answer"),
    plural(count.connections, "connection"),
    ...hasFrames
      ? [
        plural(count.framesUp, "frame") +
        ` up, ${inWords(count.framesDown)} down`,
      ]
      : [],
    `${inWords(count.bytesUp)} bytes up`,
    `${inWords(count.bytesDown)} down`,
  ].join(", ");
}

/** What a recording has cost, in a sentence. */
export function describeCost(count: MeterReading): string {
  const { headerBytes, frameHeadBytes } = count;
  const heads = frameHeadBytes > 0
    ? `, ${inWords(frameHeadBytes)} are heads of frames`
    : "";
  return `${describeCounters(count)}; ${
    inWords(headerBytes)
  } of these bytes are headers${heads}`;
}

/** A number with its noun: "1 request", "2 requests". */
export function plural(number: number, noun: string): string {
  return `${inWords(number)} ${noun}${number === 1 ? "" : "s"}`;
}

function inWords(number: number): string {
  return number.toLocaleString("en");
}
