import { assertEquals } from "@std/assert";
import { printable } from "./printable.ts";

Deno.test("printable() takes out what moves the cursor", () => {
  assertEquals(
    printable("a\x1b[2Jb\rc\x00\x9bd"),
    "a\uFFFD[2Jb\uFFFDc\uFFFD\uFFFDd",
  );
});

Deno.test("printable() keeps lines, tabs and other scripts", () => {
  assertEquals(printable("äöü\n\t你好 …"), "äöü\n\t你好 …");
});
