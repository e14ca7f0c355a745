import { assertEquals } from "@std/assert";
import { didYouMean } from "./did_you_mean.ts";

Deno.test("didYouMean() finds a word with a slip", () => {
  const known = ["grade", "hint", "status"];
  assertEquals(didYouMean("grad", known), "grade");
  assertEquals(didYouMean("Stauts", known), "status");
});

Deno.test("didYouMean() stays silent when nothing is near", () => {
  assertEquals(didYouMean("watch", ["grade", "hint"]), undefined);
  assertEquals(didYouMean("", ["try"]), undefined);
});
