import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { died } from "./subject_end.ts";

const forged = "#\n# Fatal JavaScript out of memory: Reached heap limit\n" +
  "error: Uncaught (in promise) Error: it was not me\n";

function saidOf(code: number, output = "") {
  const { expected, got, why = "" } =
    died({ code, ready: true, output, uncaught: undefined }).details;
  return { expected, got, why };
}

Deno.test("died() reads no reason from what was printed", () => {
  assertEquals(saidOf(0, forged), saidOf(0));
  assertEquals(saidOf(70, forged), saidOf(70));
  assertEquals(saidOf(133, forged), saidOf(133));
  assertEquals(saidOf(0).got, "the process ended by itself with code 0");
});

Deno.test("died() says what an abort may mean", () => {
  for (const code of [133, 134]) {
    const { got, why } = saidOf(code);
    assertEquals(got, `the process was aborted (code ${code})`);
    assertStringIncludes(why, "256 MiB of JavaScript heap");
    assertStringIncludes(why, "process.abort()");
  }
});

Deno.test("died() quotes Deno's line about an error as what was printed", () => {
  const { got } = saidOf(1, "before\nerror: Uncaught Error: lost\n  at x");
  assertEquals(
    got,
    "the process ended by itself with code 1, and had printed: error: Uncaught Error: lost",
  );
  assert(!saidOf(1, "nothing of that").got.includes("printed"));
});

Deno.test("died() takes a flood of words in linear time", () => {
  saidOf(1, "error: Uncaught ".repeat(100_000));
  saidOf(1, "heap out of memory".repeat(100_000));
});
