import { assertEquals } from "@std/assert";
import { changed } from "../_changed.ts";
import { removedStatements } from "./removed_statements.ts";

function removed(source: string): string[] {
  return changed(removedStatements, source);
}

Deno.test("without a call, whatever is done with its result", () => {
  assertEquals(removed("a(); await b.c(); void d?.();"), [
    " await b.c(); void d?.();",
    "a();  void d?.();",
    "a(); await b.c(); ",
  ]);
  assertEquals(removed("x = a(); new B();"), []);
});

Deno.test("what has to be there is an empty statement", () => {
  assertEquals(removed("if (a) b();"), ["if (a) ;"]);
});

Deno.test("without leaving early", () => {
  assertEquals(removed("function f() { if (a) return b; return c; }"), [
    "function f() { if (a) ; return c; }",
  ]);
  assertEquals(removed("for (;;) { if (a) continue; if (b) { break; } }"), [
    "for (;;) { if (a) ; if (b) { break; } }",
    "for (;;) { if (a) continue; if (b) {  } }",
  ]);
  assertEquals(removed("if (a) throw b;"), ["if (a) ;"]);
});

Deno.test("a class calls its parent's constructor", () => {
  assertEquals(
    removed("class A extends B { constructor() { super(); } }"),
    [],
  );
});
