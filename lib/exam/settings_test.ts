import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { seedPattern } from "./random/drawn_seed.ts";
import { readSettings } from "./settings.ts";

const from = (environment: Record<string, string>) =>
  readSettings((name) => environment[name]);

Deno.test("readSettings() grades the exercises, leniently, when nothing is said", () => {
  const { seed, ...settings } = from({});
  assertMatch(seed, seedPattern);
  assertEquals(settings, {
    subject: "exercises",
    strict: false,
    only: undefined,
    results: undefined,
    slow: 1,
    sideBySide: Math.min(2, navigator.hardwareConcurrency),
    prefix: "deno task",
  });
});

Deno.test("readSettings() is strict for every other subject, and when told so", () => {
  assertEquals(from({ EXAM_SUBJECT: "submissions/anna" }).strict, true);
  assertEquals(from({ EXAM_STRICT: "1" }).strict, true);
});

Deno.test("readSettings() reads seed, slow and only", () => {
  const settings = from({
    EXAM_SEED: "4711",
    EXAM_SLOW: "2.5",
    EXAM_ONLY: '["one", "two"]',
  });
  assertEquals(settings.seed, "4711");
  assertEquals(settings.slow, 2.5);
  assertEquals(settings.only, new Set(["one", "two"]));
});

Deno.test("readSettings() says what it cannot read", () => {
  assertThrows(
    () => from({ EXAM_SLOW: "0" }),
    TypeError,
    "at least 1, current value is 0",
  );
  assertThrows(() => from({ EXAM_SEED: "X Y" }), TypeError, "EXAM_SEED");
  assertThrows(
    () => from({ EXAM_ONLY: "one" }),
    TypeError,
    "a JSON array of check names",
  );
});
