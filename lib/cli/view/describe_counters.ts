import { grouped } from "../../text/grouped.ts";
import { plural } from "../../text/plural.ts";
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
        ` up, ${grouped(count.framesDown)} down`,
      ]
      : [],
    `${grouped(count.bytesUp)} bytes up`,
    `${grouped(count.bytesDown)} down`,
  ].join(", ");
}

/** What a recording has cost, in a sentence. */
export function describeCost(count: MeterReading): string {
  const { headerBytes, frameHeadBytes } = count;
  const heads = frameHeadBytes > 0
    ? `, ${grouped(frameHeadBytes)} are heads of frames`
    : "";
  return `${describeCounters(count)}; ${
    grouped(headerBytes)
  } of these bytes are headers${heads}`;
}
