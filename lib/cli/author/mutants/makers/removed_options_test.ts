import { assertEquals } from "@std/assert";
import { changed } from "../_changed.ts";
import { removedOptions } from "./removed_options.ts";

Deno.test("an object lacks one of its members", () => {
  assertEquals(changed(removedOptions, "f({ a: 1, b, ...c, d() {} });"), [
    "f({ b, ...c, d() {} });",
    "f({ a: 1, ...c, d() {} });",
    "f({ a: 1, b, d() {} });",
    "f({ a: 1, b, ...c,  });",
  ]);
});

Deno.test("what is taken apart is no object", () => {
  assertEquals(changed(removedOptions, "const { a, b } = c;"), []);
});
