import { assertEquals } from "@std/assert";
import { bytesInHexadecimal } from "./bytes_in_hexadecimal.ts";
import { hexadecimal } from "./hexadecimal.ts";

Deno.test("hexadecimal() writes two digits for each byte", () => {
  assertEquals(hexadecimal(Uint8Array.of()), "");
  assertEquals(hexadecimal(Uint8Array.of(0x81, 5, 0xff)), "81 05 ff");
});

Deno.test("bytesInHexadecimal() shows the first of many", () => {
  assertEquals(bytesInHexadecimal(Uint8Array.of(0x81, 5)), "<81 05>");
  const zeros = Array(24).fill("00").join(" ");
  assertEquals(bytesInHexadecimal(new Uint8Array(24)), `<${zeros}>`);
  const more = bytesInHexadecimal(new Uint8Array(100));
  assertEquals(more, `<${zeros} and 76 more>`);
});
