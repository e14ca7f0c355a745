import { assertEquals } from "@std/assert";
import { columns } from "./columns.ts";

Deno.test("columns() gives marks none and wide characters two", () => {
  const texts = ["", "abc", "e\u0301", "言語", "🙂!"];
  assertEquals(texts.map(columns), [0, 3, 1, 4, 3]);
});
