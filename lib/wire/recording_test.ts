import { assertEquals } from "@std/assert";
import { Recording } from "./recording.ts";
import type { WireEvent } from "./wire_event.ts";

Deno.test("Recording tells each listener until it is removed", () => {
  const recording = new Recording();
  const heard: WireEvent[] = [];
  const first: WireEvent = { kind: "open", at: 0, connection: 1 };
  const second: WireEvent = { kind: "open", at: 1, connection: 2 };
  const remove = recording.onEvent((event) => heard.push(event));
  recording.record(first);
  remove();
  recording.record(second);
  assertEquals(heard, [first]);
  assertEquals(recording.events, [first, second]);
});
