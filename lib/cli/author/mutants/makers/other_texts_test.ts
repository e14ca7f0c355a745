import { assertEquals } from "@std/assert";
import { changed } from "../_changed.ts";
import { otherTexts } from "./other_texts.ts";

function others(source: string): string[] {
  return changed(otherTexts, source);
}

Deno.test("a text is empty, and an empty one is another", () => {
  assertEquals(others('x = "a";'), ['x = "";']);
  assertEquals(others('x = "";'), ['x = "other";']);
  assertEquals(others("x = `a${b}`;"), ['x = "";']);
  assertEquals(others("x = `a${'b'}`;"), ['x = "";', 'x = `a${""}`;']);
});

Deno.test("imports, names of members, types and tags are left alone", () => {
  assertEquals(others('import x from "a"; export { y } from "b";'), []);
  assertEquals(others('x = { "a": b };'), []);
  assertEquals(others('let x: "a" | "b"; x = y as "c";'), []);
  assertEquals(others("x = tag`a`;"), []);
});

Deno.test("what an error says may be anything", () => {
  assertEquals(others('throw new TypeError("a" + `b${c("d")}`);'), []);
  assertEquals(others('throw new DOMException("a", "AbortError");'), [
    'throw new DOMException("a", "");',
  ]);
  assertEquals(
    others(
      'class E extends Error { constructor() { super("a"); f("b"); } }',
    ),
    ['class E extends Error { constructor() { super("a"); f(""); } }'],
  );
  assertEquals(
    others('class E extends F { constructor() { super("a"); } }'),
    ['class E extends F { constructor() { super(""); } }'],
  );
});
