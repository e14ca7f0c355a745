import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { readEvent } from "./read_event.ts";

Deno.test("readEvent() takes the events that a process tells", () => {
  for (
    const event of [
      { event: "ready" },
      { event: "listening", port: 4711 },
      { event: "yielded", value: null },
      { event: "asked", call: 0, name: "source", arguments: [] },
      { event: "rejected", call: 1, name: 5, message: null, members: {} },
    ]
  ) assertEquals<unknown>(readEvent(event), event);
});

Deno.test("readEvent() refuses everything else", () => {
  for (
    const value of [
      undefined,
      null,
      5,
      "ready",
      [],
      {},
      { event: "toString" },
      { event: "__proto__" },
      { event: "listening", port: "4711" },
      { event: "asked", call: 0, name: "source", arguments: {} },
      { event: "returned", call: "1" },
      { event: "returned", call: -1 },
      { event: "returned", call: 0.5 },
      { event: "returned", call: 1e9 },
      { event: { toString: 1 } },
      { event: "rejected", call: 1, members: [] },
    ]
  ) assertEquals(readEvent(value), undefined);
});

Deno.test("readEvent() throws for no value at all", () => {
  fc.assert(fc.property(fc.anything(), (value) => {
    readEvent(value);
  }));
});
