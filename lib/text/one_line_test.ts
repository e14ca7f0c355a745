import { assertEquals } from "@std/assert";
import { oneLine } from "./one_line.ts";

Deno.test("oneLine() has no line break, and nothing that steers a terminal", () => {
  assertEquals(oneLine("  a\r\n\tb \x1b[31m\u202e "), "a b \ufffd[31m\ufffd");
});
