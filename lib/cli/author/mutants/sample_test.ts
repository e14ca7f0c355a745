import { assertEquals, assertNotEquals } from "@std/assert";
import { sample } from "./sample.ts";

const list = Array.from({ length: 100 }, (_, index) => index);

Deno.test("the seed draws the sample, which keeps its order", () => {
  const drawn = sample(list, 10, "4711");
  assertEquals(drawn, sample(list, 10, "4711"));
  assertNotEquals(drawn, sample(list, 10, "4712"));
  assertEquals(drawn, drawn.toSorted((a, b) => a - b));
  assertEquals(new Set(drawn).size, 10);
  assertEquals(sample(list, 1_000, "4711"), list);
});
