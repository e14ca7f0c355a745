import { assertEquals, assertThrows } from "@std/assert";
import { demand, own } from "../verdict/demand.ts";
import { describeJson, jsonOf, textOf } from "./describe.ts";
import {
  bytesIn,
  bytesOfBase64,
  membersOf,
  readable,
  readJson,
  urlOf,
} from "./read_values.ts";
import { Ruling } from "../verdict/ruling.ts";

/** What a learner's code may produce in the place of anything. */
const odd: unknown[] = [
  undefined,
  null,
  5,
  NaN,
  "",
  [],
  {},
  { id: { toString: 5 } },
  { $bytes: "!" },
  { $bytes: 7 },
  JSON.parse("[".repeat(5_000) + "]".repeat(5_000)),
];

Deno.test("readers and describers take whatever a learner's code produces", () => {
  for (const value of odd) {
    membersOf(value);
    bytesIn(value);
    for (const describe of [describeJson, jsonOf, textOf]) {
      assertEquals(typeof describe(value), "string");
    }
    // A sentence can be made of it, and JSON.
    assertEquals(typeof `${readable(value)}`, "string");
    JSON.stringify(readable(value));
  }
});

Deno.test("readJson() gives what can be compared and shown, and nothing else", () => {
  assertEquals(readJson('[{"id":1}]'), [{ id: 1 }]);
  assertEquals(readJson("null"), null);
  for (
    const text of [
      "",
      "{",
      "[".repeat(100_000) + "]".repeat(100_000),
      '[{"toString":1}]',
    ]
  ) assertEquals(readJson(text), undefined);
});

Deno.test("bytesOfBase64() and urlOf() say undefined where there is nothing", () => {
  assertEquals(bytesOfBase64("!"), undefined);
  assertEquals(bytesIn({ $bytes: "AAE=" }), Uint8Array.of(0, 1));
  for (const text of ["http://[", "//", "http://a:99999/"]) {
    assertEquals(urlOf(text, "http://peer/"), undefined);
  }
});

Deno.test("demand() fails the check, and own() is a fault of the check itself", () => {
  assertEquals(demand(0, "a number"), 0);
  const ruling = assertThrows(
    () => demand(undefined, "a call of options.source()", "no call"),
    Ruling,
  );
  assertEquals(ruling.details, {
    verdict: "fail",
    expected: "a call of options.source()",
    got: "no call",
  });
  assertEquals([own([1, 2], 0), own([1, 2], -1)], [1, 2]);
  assertThrows(() => own([1, 2], 2), RangeError);
});

Deno.test("Ruling keeps whatever a learner wrote on its line", () => {
  const { details } = new Ruling({
    verdict: "fail",
    expected: "\x1b[2J",
    got: ["drawn\nPASS", "by us"],
    why: "a\u202eb",
  });
  assertEquals(details, {
    verdict: "fail",
    expected: "\\u001b[2J",
    got: "drawn\\nPASS\nby us",
    why: "a\\u202eb",
  });
});
