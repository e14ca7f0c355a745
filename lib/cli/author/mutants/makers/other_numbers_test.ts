import { assertEquals } from "@std/assert";
import { changed } from "../_changed.ts";
import { otherNumbers } from "./other_numbers.ts";

function others(source: string): string[] {
  return changed(otherNumbers, source);
}

Deno.test("one more, one less, and nothing", () => {
  assertEquals(others("x = 25_000;"), ["x = 25001;", "x = 24999;", "x = 0;"]);
  assertEquals(others("x = 0x7e;"), ["x = 127;", "x = 125;", "x = 0;"]);
  assertEquals(others("x = 1;"), ["x = 2;", "x = 0;"]);
  assertEquals(others("x = 0;"), ["x = 1;", "x = (-1);"]);
  assertEquals(others("x = -0;"), ["x = -1;", "x = -(-1);"]);
  assertEquals(others("x = 2n;"), ["x = 3n;", "x = 1n;", "x = 0n;"]);
});

Deno.test("names of members and types are no numbers", () => {
  assertEquals(others("x = { 1: y };"), []);
  assertEquals(others("let x: 1 | 2;"), []);
});
