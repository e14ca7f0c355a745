import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
} from "@std/assert";
import { derivedSeed } from "./derived_seed.ts";
import { drawnSeed, seedPattern } from "./drawn_seed.ts";
import { randomFrom } from "./random_from.ts";

const seeds = ["7", "8"].map((seed) => derivedSeed(seed, "a test"));

Deno.test("randomFrom() repeats with the same seed and spreads over [0, 1)", () => {
  const [first = "", second = ""] = seeds;
  const draw = (seed: string) => Array.from({ length: 1000 }, randomFrom(seed));
  assertEquals(draw(first), draw(first));
  assertNotEquals(draw(first), draw(second));
  const tenths = new Set(draw(first).map((value) => Math.floor(value * 10)));
  assertEquals(tenths.size, 10);
  assert(draw(first).every((value) => value >= 0 && value < 1));
});

Deno.test("randomFrom() differs by each digit of its seed", () => {
  const zero = "0".repeat(32);
  const draws = Array.from(
    { length: 32 },
    (_, place) =>
      randomFrom(`${zero.slice(0, place)}1${zero.slice(place + 1)}`)(),
  );
  assertEquals(new Set(draws).size, draws.length);
});

Deno.test("derivedSeed() differs by name and by seed, and has 128 bits", () => {
  const derived = ["a", "b", "ab"].flatMap((name) =>
    ["1", "2"].map((seed) => derivedSeed(seed, name))
  );
  assertEquals(new Set(derived).size, derived.length);
  for (const seed of derived) assertMatch(seed, /^[0-9a-f]{32}$/);
});

Deno.test("drawnSeed() draws what a seed may look like, never the same twice", () => {
  const drawn = Array.from({ length: 100 }, drawnSeed);
  for (const seed of drawn) assertMatch(seed, seedPattern);
  assertEquals(new Set(drawn).size, drawn.length);
});
