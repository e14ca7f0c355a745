import type { Recording } from "./recording.ts";
import { type MeterReading, RunningMeter } from "./running_meter.ts";
import type { WireEvent } from "./wire_event.ts";

/** Counts what crossed the wire. */
export function meter(
  recording: Recording | readonly WireEvent[],
): MeterReading {
  const events = "events" in recording ? recording.events : recording;
  const meter = new RunningMeter();
  for (const event of events) meter.read(event);
  return meter.reading;
}
