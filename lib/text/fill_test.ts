import { assertEquals } from "@std/assert";
import { fill } from "./fill.ts";

Deno.test("fill() counts its indents, and columns rather than characters", () => {
  const indents = { first: "- ", rest: "  " };
  assertEquals(fill("one two three".split(" "), 9, indents), [
    "- one two",
    "  three",
  ]);
  assertEquals(fill(["言語", "言語"], 8), ["言語", "言語"]);
  assertEquals(fill(["言語", "言語"], 9), ["言語 言語"]);
});

Deno.test("fill() loses no blank that stands between words, and breaks none off", () => {
  assertEquals(fill("|   ~~~ here".split(" "), 8), ["|   ~~~", "here"]);
  assertEquals(fill("  longer".split(" "), 4), ["  longer"]);
  assertEquals(fill([], 4, { first: "- " }), ["- "]);
});
