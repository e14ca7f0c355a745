import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { derivedSeed, randomFrom } from "./random_from.ts";

Deno.test("randomFrom() repeats with the same seed and spreads over [0, 1)", () => {
  const draw = (seed: number) => Array.from({ length: 1000 }, randomFrom(seed));
  assertEquals(draw(7), draw(7));
  assertNotEquals(draw(7), draw(8));
  const tenths = new Set(draw(7).map((value) => Math.floor(value * 10)));
  assertEquals(tenths.size, 10);
  assert(draw(7).every((value) => value >= 0 && value < 1));
});

Deno.test("derivedSeed() differs by name and by seed", () => {
  const seeds = ["a", "b", "ab"].flatMap((name) =>
    [1, 2].map((seed) => derivedSeed(seed, name))
  );
  assertEquals(new Set(seeds).size, seeds.length);
});
