import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { formatReport } from "./format_report.ts";
import type { Report, VerdictEvent } from "./verdict.ts";

const report: Report = {
  title: "answers at once",
  did: ["0 ms  sent GET /messages", "5 ms  looked"],
  expected: "200 to GET /messages",
  got: "no answer yet",
  why: "A reader who waits for nothing thinks that the board is broken.",
  norm: "RFC 9110 §9",
  byHand: ["deno task try 9.1", 'curl -i "$URL/messages"'],
  diagram: "Client -> Server\n",
  mermaid: "",
};

function failed(changes: Partial<Report> = {}, output?: string): VerdictEvent {
  return {
    type: "verdict",
    exercise: "test/answer",
    check: "answers at once",
    verdict: "fail",
    durationMs: 1,
    report: { ...report, ...changes },
    ...(output === undefined ? {} : { output }),
  };
}

Deno.test("formatReport() has five parts and the picture, in order", () => {
  const text = formatReport(failed(), { seed: "4711" });
  const parts = [
    "FAIL  answers at once",
    "What the test did",
    "Expected",
    "Got",
    "Why it matters",
  ];
  const places = [
    ...parts,
    "See it by hand",
    "What crossed the wire",
    "--seed 4711",
  ]
    .map((part) => text.indexOf(part));
  assert(
    places.every((place, index) => place > (places[index - 1] ?? -1)),
    text,
  );
  assertStringIncludes(text, "  1. 0 ms  sent GET /messages");
  assertStringIncludes(text, "(RFC 9110 §9)");
});

Deno.test("formatReport() keeps to the width and gives the learner's output a prefix", () => {
  const text = formatReport(failed({ got: "word ".repeat(60) }, "one\ntwo\n"), {
    width: 60,
  });
  for (const line of text.split("\n")) assert(line.length <= 60, line);
  assertStringIncludes(text, "you | one\n  you | two");
});

Deno.test("formatReport() shows the beginning and the end of a long account", () => {
  const did = Array.from({ length: 100 }, (_, index) => `step ${index + 1}`);
  const text = formatReport(failed({ did }));
  assertStringIncludes(text, "8. step 8\n  … 76 more steps\n  85. step 85");
});

Deno.test("formatReport() says PASS in one line, in colour only when asked", () => {
  const { report: _, ...event } = failed();
  assertEquals(
    formatReport({ ...event, verdict: "pass" }),
    "PASS  answers at once",
  );
});

Deno.test("formatReport() gives every line of the learner's output its prefix, also where it breaks a long one", () => {
  const output = `${"word ".repeat(60)}\n\x1b[2J\rPASS  3.2\u2028PASS\n`;
  const lines = formatReport(failed({}, output), { width: 60 }).split("\n");
  const printed = lines.slice(lines.indexOf("What your code printed") + 1);
  for (const line of printed) assert(line.startsWith("  you | "), line);
  for (const line of printed) assert(line.length <= 60, line);
  assertEquals(
    printed.at(-1),
    "  you | \\u001b[2J\\rPASS  3.2\\u2028PASS",
  );
});
