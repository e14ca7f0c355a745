import { assertEquals, assertThrows } from "@std/assert";
import { makeMutants } from "./make_mutants.ts";
import { otherTruths } from "./makers/other_truths.ts";

Deno.test("a mutant tells where it is, and its change in one line", () => {
  const source = "a(\n  1,\n);\nif (b) {\n  return_();\n}\n";
  const told = makeMutants(source).map((
    { text: _text, context: _context, ...rest },
  ) => rest);
  assertEquals(told, [
    { line: 1, in: "a(", becomes: "", change: "a( 1, ); → nothing" },
    { line: 2, in: "1,", becomes: "2,", change: "1 → 2" },
    { line: 2, in: "1,", becomes: "0,", change: "1 → 0" },
    { line: 4, in: "if (b) {", becomes: "if (!b) {", change: "b → !b" },
    {
      line: 5,
      in: "return_();",
      becomes: "",
      change: "return_(); → nothing",
    },
  ]);
});

Deno.test("comments, imports and types are left alone", () => {
  const source = `// 1 < 2
import a from "a";
/** "1" */
export type B = "b" | true;
interface C { d: 1; }
export * from "e";
declare const f: 1;
`;
  assertEquals(makeMutants(source), []);
});

Deno.test("types need not hold, syntax has to", () => {
  const texts = makeMutants("const a: number = 1 as number;").map(({ text }) =>
    text
  );
  assertEquals(texts, [
    "const a: number = 2 as number;",
    "const a: number = 0 as number;",
  ]);
  assertEquals(makeMutants("const a = b || c && d;").length, 2);
  assertThrows(() => makeMutants("const"), SyntaxError);
});

Deno.test("two changes that make the same text are one mutant", () => {
  const finally_ = makeMutants("try { a; } finally { b(); }");
  assertEquals(finally_.map(({ text }) => text), [
    "try { a; } finally {  }",
  ]);
});

Deno.test("a mutant knows the lines before it", () => {
  const [one] = makeMutants("a;\n  b;\n\n  c;\n  d = true;\n", [otherTruths]);
  assertEquals(one?.context, "b;\n\nc;\nd = true;");
});
