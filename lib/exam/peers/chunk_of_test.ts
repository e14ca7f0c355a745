import { assertEquals } from "@std/assert";
import { chunkOf } from "./chunk_of.ts";

Deno.test("chunkOf() says how many bytes come, not how many characters", () => {
  const written = (content: string | Uint8Array) =>
    new TextDecoder().decode(chunkOf(content));
  assertEquals(written("é".repeat(8)), `10\r\n${"é".repeat(8)}\r\n`);
  assertEquals(written(new TextEncoder().encode("ab")), "2\r\nab\r\n");
  assertEquals(written(""), "0\r\n\r\n");
  assertEquals(chunkOf("a".repeat(1_000_000)).length, 1_000_009);
});
