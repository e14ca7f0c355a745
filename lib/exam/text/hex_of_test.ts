import { assertEquals } from "@std/assert";
import { hexOf } from "./hex_of.ts";

Deno.test("hexOf() shows a key in full, and of more bytes both ends", () => {
  assertEquals(hexOf(undefined), "no bytes");
  assertEquals(hexOf(Uint8Array.of()), "<>");
  assertEquals(hexOf(Uint8Array.of(4, 171)), "<04 ab>");
  const key = Uint8Array.from({ length: 65 }, (_, at) => at);
  assertEquals(hexOf(key).length, 65 * 3 + 1);
  const long = Uint8Array.from({ length: 66 }, (_, at) => at);
  assertEquals(
    hexOf(long),
    "<00 01 02 03 04 05 06 07 … 3a 3b 3c 3d 3e 3f 40 41, 66 bytes>",
  );
});
