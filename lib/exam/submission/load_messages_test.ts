import { assertEquals } from "@std/assert";
import {
  importedSpecifier,
  missingExport,
  placeIn,
  withoutPaths,
} from "./load_messages.ts";

/** So long that a pattern which is not linear would take hours: nothing here measures time. */
const repetitions = 100_000;

/** Texts that make patterns look back: what each of them begins with, again and again. */
const long = [
  "package cache",
  'package not found in cache: "',
  'Import "',
  "Could not find ",
  "Requires read access to ",
  "file://",
  "hold_the_line_",
  "/hold_the_line_x/",
  "exercises/01_",
  "exercises/01_x/y.ts:1",
  "lockfile is out of date | + npm:",
  "The requested module '",
  "The requested module 'a' does not provide an export named '",
  " ",
  "a",
].map((text) => text.repeat(repetitions));

Deno.test("what reads Deno's messages takes linear time, whatever a learner throws", () => {
  for (const text of long) {
    for (const read of [importedSpecifier, missingExport, placeIn]) read(text);
    withoutPaths(text);
  }
});

Deno.test("importedSpecifier() knows Deno's messages", () => {
  const messages = {
    'Import "lodash" not a dependency': "lodash",
    'Relative import path "x" not prefixed with / or ./': "x",
    'Failed loading https://npm.example/@scope%2fx for package "@scope/x"':
      "@scope/x",
    "JSR package manifest for '@std/http' failed to load. Failed reading":
      "@std/http",
    "Failed reading cache entry for 'https://a.example/x.ts'.":
      "https://a.example/x.ts",
    'Module not found "file:///tmp/hold_the_line_ab12/exercises/09_x/y.ts".':
      "exercises/09_x/y.ts",
    "package cache": undefined,
  };
  for (const [message, specifier] of Object.entries(messages)) {
    assertEquals(importedSpecifier(message), specifier, message);
  }
});

Deno.test("withoutPaths() leaves what lies in the exercise's own folder", () => {
  const stack =
    "at file:///tmp/hold_the_line_ab12/exercises/09_x/y.ts:3:4 (file:///tmp/hold_the_line_ab12/deno.json)";
  assertEquals(withoutPaths(stack), "at exercises/09_x/y.ts:3:4 (deno.json)");
  assertEquals(placeIn(stack), " (line 3, column 4)");
  assertEquals(placeIn("at file:///a/other/03_x/02_y.ts:12:7"), "");
  assertEquals(
    withoutPaths("hold_the_line_ is a name"),
    "hold_the_line_ is a name",
  );
});
