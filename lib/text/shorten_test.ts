import { assertEquals } from "@std/assert";
import { shorten } from "./shorten.ts";

Deno.test("shorten() says how long a text was that it cut", () => {
  assertEquals(shorten("as it is", 8), "as it is");
  assertEquals(shorten("as it was", 8), "as it wa… (9 characters)");
  assertEquals(shorten("x".repeat(160)).length, 160);
  assertEquals(
    shorten("x".repeat(161)),
    `${"x".repeat(160)}… (161 characters)`,
  );
});
