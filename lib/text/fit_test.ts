import { assert, assertEquals } from "@std/assert";
import { columns } from "./columns.ts";
import { fit, fitInside } from "./fit.ts";
import { fitOpaque } from "./fit_opaque.ts";
import { oneLine } from "./one_line.ts";

Deno.test("fit() counts columns, not characters, and leaves no blank before its ellipsis", () => {
  assertEquals(fit("as it is", 8), "as it is");
  assertEquals(fit("as it is not", 7), "as it…");
  assertEquals(fit("言語言語", 8), "言語言語");
  assertEquals(fit("言語言語", 7), "言語言…");
});

Deno.test("fitInside() keeps the beginning and the end", () => {
  assertEquals(fitInside("abcdefgh", 8), "abcdefgh");
  assertEquals(fitInside("abcdefghi", 7), "abc…ghi");
});

Deno.test("fitOpaque() shortens first what means nothing to people", () => {
  const text = "GET /wpush/0123456789abcdef-0123456789 now";
  assertEquals(fitOpaque(text, 30), "GET /wpush/0123456789abcd… now");
  assertEquals(fitOpaque("GET /messages?since=0 now", 10), "GET /mess…");
});

Deno.test("shortening takes linear time, whatever the text", () => {
  const texts = [" ", "…", " …", "\u0301", "a-", "\x1b", "語", "a".repeat(16)];
  for (const text of texts) {
    const long = text.repeat(300_000);
    assert(columns(fit(long, 60)) <= 60);
    assert(columns(fitInside(oneLine(long), 60)) <= 60);
  }
  assertEquals(fit("as it is", 8), "as it is");
});
