import { assertEquals, assertStringIncludes } from "@std/assert";
import { FAKE_RESULT } from "./_fake_results.ts";
import { junit } from "./junit.ts";

const xml = junit([FAKE_RESULT], {
  seed: "4711",
  startedAt: Date.UTC(2026, 0, 5, 8),
});

Deno.test("junit() counts failures, errors and skipped apart", () => {
  assertStringIncludes(
    xml,
    '<testsuites name="Hold the Line" tests="5" failures="2" errors="1" skipped="1" time="1.512">',
  );
});

Deno.test("junit() makes a suite of an exercise, with seed and file", () => {
  assertStringIncludes(xml, '<testsuite name="3.1 Hold" tests="5"');
  assertStringIncludes(
    xml,
    'timestamp="2026-01-05T08:00:00" file="tests/03_long_polling/01_hold_test.ts"',
  );
  assertStringIncludes(xml, '<property name="seed" value="4711"/>');
});

Deno.test("junit() leaves a passed case empty", () => {
  assertStringIncludes(
    xml,
    '<testcase name="holds" classname="03_long_polling/01_hold" time="0.012"/>',
  );
});

Deno.test("junit() maps each verdict to its element and type", () => {
  const kinds = [
    ...xml.matchAll(
      /<(failure|error|skipped) message="[^"]*"(?: type="([^"]*)")?/g,
    ),
  ];
  assertEquals(
    kinds.map(([, element, type]) => `${element} ${type ?? ""}`.trim()),
    [
      "failure assertion",
      "failure timeout",
      "error load",
      "skipped",
    ],
  );
});

Deno.test("junit() escapes what XML reserves and drops what it cannot hold", () => {
  assertStringIncludes(xml, 'name="ends &quot;in time&quot;"');
  assertStringIncludes(xml, "&quot;&lt;still&gt;&quot; held &amp; waiting");
  assertStringIncludes(xml, "<system-out>before[31mafter ]]&gt;</system-out>");
});
