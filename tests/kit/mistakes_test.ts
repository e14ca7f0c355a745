import { assertEquals, assertGreaterOrEqual, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { edited } from "../../lib/cli/author/edited.ts";
import { kit } from "./_kit.ts";

/** As many as there were when they became edits: none is lost without a word. */
const mistakesMin = 1_013;

function* textsIn(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = join(folder, name);
    if (isDirectory) yield* textsIn(path);
    else yield Deno.readTextFileSync(path);
  }
}

Deno.test("there are as many mistakes as ever", () => {
  const count = textsIn(join(kit, "tests", "mistakes"))
    .reduce((sum, text) => {
      const named = text.match(/\bcaughtBy:|^\/\/ Caught by:/gm) ?? [];
      return sum + named.length;
    }, 0);
  assertGreaterOrEqual(count, mistakesMin);
});

Deno.test("edited() makes all edits in the base as it was", () => {
  assertEquals(
    edited("one two three", [["three", "one"], ["one", "1"]]),
    "1 two one",
  );
  assertEquals(edited("a\n  b\nc\n", [["b", ""]]), "a\nc\n");
});

Deno.test("edited() refuses what does not stand once, what overlaps and what changes nothing", () => {
  const refused = (edits: Parameters<typeof edited>[1], words: string) =>
    assertThrows(() => edited("one two one", edits), Error, words);
  refused([["one", "1"]], "stands 2 times");
  refused([["four", "4"]], "stands 0 times");
  refused([["two", "two"]], "changes nothing");
  refused([["e two", "2"], ["two o", "3"]], "overlap");
});
