import { assertEquals } from "@std/assert";
import { changed } from "../_changed.ts";
import { swappedOperators } from "./swapped_operators.ts";

function swapped(source: string): string[] {
  return changed(swappedOperators, source);
}

Deno.test("a comparison gets its other border, and goes the other way", () => {
  assertEquals(swapped("x = a < b;"), ["x = a <= b;", "x = a >= b;"]);
  assertEquals(swapped("x = a <= b;"), ["x = a < b;", "x = a > b;"]);
  assertEquals(swapped("x = a > b;"), ["x = a >= b;", "x = a <= b;"]);
  assertEquals(swapped("x = a >= b;"), ["x = a > b;", "x = a < b;"]);
});

Deno.test("a comparison that is a condition gets its other border alone", () => {
  assertEquals(swapped("if (a < b) c();"), ["if (a <= b) c();"]);
});

Deno.test("what is the same is another", () => {
  assertEquals(swapped("x = a === b;"), ["x = a !== b;"]);
  assertEquals(swapped("x = a !== b;"), ["x = a === b;"]);
});

Deno.test("and, or, and what is not there", () => {
  assertEquals(swapped("x = a && b;"), ["x = a || b;"]);
  assertEquals(swapped("x = a || b;"), ["x = a && b;", "x = a ?? b;"]);
  assertEquals(swapped("x = a ?? b;"), ["x = a || b;", "x = a && b;"]);
});

Deno.test("`??` beside `||` is no syntax, and left out", () => {
  assertEquals(swapped("x = a || b && c;"), [
    "x = a && b && c;",
    "x = a || b || c;",
  ]);
});

Deno.test("arithmetic and bits", () => {
  assertEquals(swapped("x = a + b;"), ["x = a - b;"]);
  assertEquals(swapped("x = a - b;"), ["x = a + b;"]);
  assertEquals(swapped("x = a * b;"), ["x = a / b;"]);
  assertEquals(swapped("x = a / b;"), ["x = a * b;"]);
  assertEquals(swapped("x = a % b;"), ["x = a * b;"]);
  assertEquals(swapped("x = a << b;"), ["x = a >> b;"]);
  assertEquals(swapped("x = a & b;"), ["x = a | b;"]);
});

Deno.test("assignments and steps", () => {
  assertEquals(swapped("x += 1;"), ["x -= 1;"]);
  assertEquals(swapped("x ??= 1;"), ["x = 1;"]);
  assertEquals(swapped("x++;"), ["x--;"]);
  assertEquals(swapped("--x;"), ["++x;"]);
  assertEquals(swapped("x = 1;"), []);
});

Deno.test("the operator is found between parentheses and comments", () => {
  assertEquals(swapped("x = (a) /* - */ - (b);"), [
    "x = (a) /* - */ + (b);",
  ]);
});
