import { label } from "catalogue";
import type { CheckResult, ExerciseResult, Verdict } from "./gradebook.ts";
import { suiteFile } from "./run_exam.ts";

/** What JUnit calls each verdict; see the table in `tests/README.md`. */
const KINDS: Readonly<
  Record<Exclude<Verdict, "pass">, { element: string; type?: string }>
> = {
  "fail": { element: "failure", type: "assertion" },
  "timeout": { element: "failure", type: "timeout" },
  "not-started": { element: "failure", type: "not-started" },
  "crash": { element: "error", type: "load" },
  "harness-error": { element: "error", type: "harness" },
  "not-run": { element: "skipped" },
};

/** Options of {@linkcode junit}. */
export interface JunitOptions {
  /** The seed that replays the run. */
  readonly seed: string;
  /** When the run began, in milliseconds since the epoch. */
  readonly startedAt: number;
}

/** Writes results as JUnit XML: a suite for each exercise, a case for each check. */
export function junit(
  results: readonly ExerciseResult[],
  { seed, startedAt }: JunitOptions,
): string {
  const timestamp = new Date(startedAt).toISOString().slice(0, 19);
  const suites = results.map((result) => suite(result, seed, timestamp));
  const totals = counts(results.flatMap(({ checks }) => checks));
  return '<?xml version="1.0" encoding="UTF-8"?>\n' +
    element("testsuites", { name: "Hold the Line", ...totals }, suites) + "\n";
}

function suite(
  { exercise, checks }: ExerciseResult,
  seed: string,
  timestamp: string,
): string {
  const property = element("property", { name: "seed", value: seed });
  const file = suiteFile(exercise);
  return element(
    "testsuite",
    { name: label(exercise), ...counts(checks), timestamp, file },
    [
      element("properties", {}, [property]),
      ...checks.map((check) => testCase(check, exercise.path)),
    ],
  );
}

function testCase(check: CheckResult, classname: string): string {
  const children: string[] = [];
  if (check.verdict !== "pass") children.push(outcome(check, check.verdict));
  if (check.output) {
    children.push(element("system-out", {}, [text(check.output)]));
  }
  const time = seconds(check.durationMs);
  return element("testcase", { name: check.name, classname, time }, children);
}

function outcome(
  { report }: CheckResult,
  verdict: Exclude<Verdict, "pass">,
): string {
  const { element: name, type } = KINDS[verdict];
  const message = report
    ? `expected ${report.expected}, got ${report.got}`
    : verdict;
  return element(name, type ? { message, type } : { message }, [
    text(report ? [...report.did, report.why, report.diagram].join("\n") : ""),
  ]);
}

function counts(
  checks: readonly CheckResult[],
): Record<string, number | string> {
  const count = (name: string) =>
    checks.filter(({ verdict }) =>
      verdict !== "pass" && KINDS[verdict].element === name
    ).length;
  return {
    tests: checks.length,
    failures: count("failure"),
    errors: count("error"),
    skipped: count("skipped"),
    time: seconds(checks.reduce((sum, { durationMs }) => sum + durationMs, 0)),
  };
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

function element(
  name: string,
  attributes: Record<string, string | number>,
  children: readonly string[] = [],
): string {
  const start = [
    name,
    ...Object.entries(attributes).map(([key, value]) =>
      `${key}="${quoted(value)}"`
    ),
  ].join(" ");
  return children.length === 0
    ? `<${start}/>`
    : `<${start}>${children.join("\n")}</${name}>`;
}

function quoted(value: string | number): string {
  return text(String(value)).replaceAll('"', "&quot;").replaceAll(
    "\n",
    "&#10;",
  );
}

/** Escapes what XML reserves and drops what it cannot hold at all. */
function text(value: string): string {
  return value
    // deno-lint-ignore no-control-regex
    .replace(/[\x00-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]/g, "")
    .toWellFormed()
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}
