import { exchanges, sequenceDiagram } from "wire";
import { diagramFirstMax, diagramLastMax, epochMs } from "./limits.ts";
import { harmless } from "./verdict/harmless.ts";
import type { Ruling } from "./verdict/ruling.ts";
import type { Stage } from "./stage/stage.ts";
import type { ExerciseFacts } from "./exercise_facts.ts";
import type { CheckDefinition } from "./suite.ts";
import type { Report } from "./verdict/verdict.ts";

/** What a report is built from. */
export interface ReportSources {
  /** The exercise. */
  readonly exercise: ExerciseFacts;
  /** How the learner calls tasks, such as `deno task`. */
  readonly prefix: string;
  /** What was played; absent when nothing could begin. */
  readonly stage: Stage | undefined;
}

/** Names what the clock could not command. */
function realTimeNote(stage: Stage | undefined): string {
  const names = [...stage?.process.realTime ?? []].join(" and ");
  if (names === "") return "";
  return ` Your code uses ${names}, which runs in real time here, while everything else follows the virtual clock.`;
}

/** A cause of another kind than the check's has its own words, and no norm speaks of it. */
function reason(
  check: CheckDefinition,
  { verdict, why, unloadable }: Ruling["details"],
): Pick<CheckDefinition, "why" | "norm"> {
  if (verdict === "harness-error") return { why: why ?? "" };
  if (why === undefined) return check;
  // What was played last has led into the loop: the check knows about what.
  const ledThere = verdict === "timeout" && !unloadable;
  return { why: ledThere ? `${why} Here: ${check.why}` : why };
}

/** Tells the learner, in five parts and a picture, why a check was not passed. */
export function buildReport(
  check: CheckDefinition,
  { details }: Ruling,
  { exercise, prefix, stage }: ReportSources,
): Report {
  const seen = exchanges(stage?.toldRecording ?? []);
  const most = { first: diagramFirstMax, last: diagramLastMax };
  const draw = (format: "text" | "mermaid") =>
    seen.length === 0
      ? ""
      : sequenceDiagram(seen, { format, startAt: epochMs, most });
  const { why, norm = "" } = reason(check, details);
  const start = `${prefix} try ${exercise.number}`;
  return harmless({
    title: check.name,
    did: stage?.account.steps ?? [],
    expected: details.expected,
    got: details.got,
    why: why + realTimeNote(stage),
    norm,
    byHand: [...new Set([start, ...stage?.account.byHand ?? []])],
    diagram: draw("text"),
    mermaid: draw("mermaid"),
  });
}
