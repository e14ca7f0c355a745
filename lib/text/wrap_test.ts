import { assertEquals } from "@std/assert";
import { wrap } from "./wrap.ts";

Deno.test("wrap() breaks at spaces and indents what follows", () => {
  assertEquals(
    wrap("one two\nthree four", 9, "  "),
    "one two\n  three\n  four",
  );
});

Deno.test("wrap() fills a line to its last column", () => {
  assertEquals(wrap("abc def", 7), "abc def");
  assertEquals(wrap("abc def", 6), "abc\ndef");
});

Deno.test("wrap() leaves a longer word whole", () => {
  assertEquals(wrap("a http://127.0.0.1/ b", 5), "a\nhttp://127.0.0.1/\nb");
});
