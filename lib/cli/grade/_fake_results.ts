import type { Report } from "../../exam/verdict/verdict.ts";
import { fakeExercise } from "../_fake_kit.ts";
import type { ExerciseResult } from "./gradebook.ts";

/** A failure with every part. */
export const FAKE_REPORT: Report = {
  title: "came too late",
  did: ["0 ms  sent GET /messages?since=0"],
  expected: "204 at 25,000 ms",
  got: 'nothing, "<still>" held & waiting',
  why: "Proxies cut at 30 seconds.",
  norm: "RFC 6202 §5.5",
  byHand: ["deno task try 3.1"],
  diagram: "Client  Server",
  mermaid: "sequenceDiagram",
};

/** One exercise with a check for each kind of verdict. */
export const FAKE_RESULT: ExerciseResult = {
  exercise: fakeExercise(),
  verdict: "crash",
  checks: [
    { name: "holds", verdict: "pass", durationMs: 12 },
    {
      name: 'ends "in time"',
      verdict: "fail",
      durationMs: 1_500,
      report: FAKE_REPORT,
      output: "before\x1b[31m\x00after ]]>",
    },
    { name: "stops", verdict: "timeout", durationMs: 0, report: FAKE_REPORT },
    { name: "loads", verdict: "crash", durationMs: 0, report: FAKE_REPORT },
    { name: "waits", verdict: "not-run", durationMs: 0 },
  ],
};
