import { assertEquals } from "@std/assert";
import { changed } from "../_changed.ts";
import { negatedConditions } from "./negated_conditions.ts";

function negated(source: string): string[] {
  return changed(negatedConditions, source);
}

Deno.test("a condition goes the other way", () => {
  assertEquals(negated("if (a) b();"), ["if (!a) b();"]);
  assertEquals(negated("while (a < b) c();"), ["while (!(a < b)) c();"]);
  assertEquals(negated("x = a() ? b : c;"), ["x = !(a()) ? b : c;"]);
});

Deno.test("what is negated is so no more", () => {
  assertEquals(negated("if (!a) b();"), ["if (a) b();"]);
});

Deno.test("equalities and truths have changes of their own", () => {
  assertEquals(negated("if (a === b) c();"), []);
  assertEquals(negated("while (true) c();"), []);
});

Deno.test("what a switch compares is no condition", () => {
  assertEquals(negated("switch (a) { case b: c(); }"), []);
});
