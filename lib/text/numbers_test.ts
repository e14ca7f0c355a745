import { assertEquals } from "@std/assert";
import { grouped } from "./grouped.ts";
import { plural } from "./plural.ts";

Deno.test("grouped() puts digits in groups of three", () => {
  assertEquals([0, 999, 24_999, 1_234_567].map(grouped), [
    "0",
    "999",
    "24,999",
    "1,234,567",
  ]);
});

Deno.test("plural() gives one thing no s", () => {
  const told = [0, 1, 2, 1_000].map((number) => plural(number, "byte"));
  assertEquals(told, ["0 bytes", "1 byte", "2 bytes", "1,000 bytes"]);
});
