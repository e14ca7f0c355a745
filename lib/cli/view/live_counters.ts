import { type Recording, RunningMeter } from "wire";
import { describeCounters } from "./describe_counters.ts";
import type { Terminal } from "../kit/terminal.ts";

/**
 * Shows what a recording has cost so far, as it grows.
 *
 * @returns Stops
 */
export function liveCounters(
  recording: Recording,
  { status }: Pick<Terminal, "status">,
): () => void {
  const meter = new RunningMeter();
  for (const event of recording.events) meter.read(event);
  return recording.onEvent((event) => {
    meter.read(event);
    status(describeCounters(meter.reading));
  });
}
