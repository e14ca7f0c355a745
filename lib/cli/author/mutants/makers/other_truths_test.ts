import { assertEquals } from "@std/assert";
import { changed } from "../_changed.ts";
import { otherTruths } from "./other_truths.ts";

Deno.test("false for true, and true for false, but not in types", () => {
  assertEquals(changed(otherTruths, "let a: true = true; b = false;"), [
    "let a: true = false; b = false;",
    "let a: true = true; b = true;",
  ]);
});
