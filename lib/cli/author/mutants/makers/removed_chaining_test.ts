import { assertEquals } from "@std/assert";
import { changed } from "../_changed.ts";
import { removedChaining } from "./removed_chaining.ts";

Deno.test("whatever is not there is used all the same", () => {
  assertEquals(changed(removedChaining, "a?.b; c?.[d]; e?.(f); g!?.h.i;"), [
    "a.b; c?.[d]; e?.(f); g!?.h.i;",
    "a?.b; c[d]; e?.(f); g!?.h.i;",
    "a?.b; c?.[d]; e(f); g!?.h.i;",
    "a?.b; c?.[d]; e?.(f); g!.h.i;",
  ]);
});
