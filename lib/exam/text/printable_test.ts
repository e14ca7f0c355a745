import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { onOneLine, printable, told } from "./printable.ts";

Deno.test("printable() shows what moves the cursor", () => {
  assertEquals(
    printable("a\x1b[2Jb\rc\x00\x9bd\x1b]0;title\x07"),
    "a\\u001b[2Jb\\rc\\u0000\\u009bd\\u001b]0;title\\u0007",
  );
});

Deno.test("printable() shows what turns text around, hides it or breaks the line", () => {
  const characters = "\u202e\u2066\u2069\u200e\u061c\u200b\u200d\u2060\ufeff" +
    "\u00ad\u034f\u115f\u3164\u2800\u2028\u2029\u{e0041}\ud800";
  for (const character of characters) {
    assertMatch(printable(character), /^\\u[{0-9a-f}]+$/, escape(character));
  }
});

Deno.test("printable() keeps lines, tabs, other scripts and emoji", () => {
  const text = "äöü\n\t你好 … שלום 🙂 ❤️ №7";
  assertEquals(printable(text), text);
});

Deno.test("printable() leaves what it has made as it is", () => {
  const once = printable("\x1b[31m\u202e");
  assertEquals(printable(once), once);
});

Deno.test("onOneLine() lets nobody add a line", () => {
  assertEquals(onOneLine("a\nPASS\r\nb"), "a\\nPASS\\r\\nb");
});

Deno.test("told() cuts what nobody reads to its end", () => {
  const text = told("\x1b".repeat(1_000_000));
  assertMatch(text, /… \(1000000 characters\)$/);
  assertEquals(text.length < 20_000, true);
  assertEquals(told("as it is"), "as it is");
});

Deno.test("printable() lets no control character through, whatever comes", () => {
  const all = String.fromCodePoint(
    ...Array.from({ length: 0x3000 }, (_, code) => code),
  );
  assertNotMatch(printable(all), /[^\P{C}\n\t\P{Cc}]|[\p{Cf}\p{Zl}\p{Zp}]/u);
});
