import { bold, green, red } from "@std/fmt/colors";
import { harmless } from "./harmless.ts";
import { onOneLine, printable } from "../text/printable.ts";
import { stepsIn, stepsLeftOut } from "../text/left_out.ts";
import { fill } from "../../text/fill.ts";
import type { VerdictEvent } from "./verdict.ts";

/** Steps that a long account shows from its beginning. */
const firstSteps = 8;

/** Steps that a long account shows from its end. */
const lastSteps = 16;

/** How a report is laid out. */
export interface FormatReportOptions {
  /** The seed that replays the run. */
  readonly seed?: string;
  /** Columns of the terminal; default 80. */
  readonly width?: number;
  /** Whether colours are used beside the words; default false. */
  readonly color?: boolean;
}

/** Lays out what a verdict tells the learner, for a terminal. */
export function formatReport(
  event: VerdictEvent,
  options: FormatReportOptions = {},
): string {
  const { seed, width = 80, color = false } = options;
  const { verdict } = event;
  const word = verdict === "pass" ? "PASS" : verdict.toUpperCase();
  const paint = !color
    ? (text: string) => text
    : verdict === "pass"
    ? green
    : red;
  const head = `${paint(word)}  ${onOneLine(event.check)}`;
  if (event.report === undefined) return head;
  const report = harmless(event.report);
  const title = color ? bold : (text: string) => text;
  const part = (name: string, lines: readonly string[], hang = 2) =>
    lines.length === 0
      ? []
      : ["", title(name), ...lines.flatMap((line) => hung(line, width, hang))];
  const numbered = abridged(report.did);
  return [
    head,
    ...part("What the test did", numbered, 5),
    ...part("Expected", [report.expected]),
    ...part("Got", [report.got]),
    ...part(
      "Why it matters",
      report.why === "" ? [] : [`${report.why}${inBrackets(report.norm)}`],
    ),
    // Whole lines, so that they can be copied: the terminal breaks them.
    ...(report.byHand.length === 0 ? [] : [
      "",
      title("See it by hand"),
      ...report.byHand.map((line) => `  ${line}`),
    ]),
    ...diagram(report.diagram, title),
    ...printed(outputLines(event.output, width), title),
    ...(seed === undefined
      ? []
      : ["", `Replay exactly this with --seed ${seed}`]),
  ].join("\n");
}

/** The first and the last steps of a long account, each with its number. */
function abridged(steps: readonly string[]): readonly string[] {
  let number = 0;
  const numbered = steps.map((step) => {
    const count = stepsIn(step);
    number += count;
    return count === 1 ? `${number}. ${step}` : step;
  });
  const left = number - firstSteps - lastSteps;
  if (left <= 1) return numbered;
  return [
    ...numbered.slice(0, firstSteps),
    stepsLeftOut(left),
    ...numbered.slice(-lastSteps),
  ];
}

function inBrackets(norm: string): string {
  return norm === "" ? "" : ` (${norm})`;
}

function diagram(text: string, title: (text: string) => string): string[] {
  return text === ""
    ? []
    : ["", title("What crossed the wire"), text.trimEnd()];
}

function printed(
  lines: readonly string[],
  title: (text: string) => string,
): string[] {
  return lines.length === 0 ? [] : [
    "",
    title("What your code printed"),
    ...lines.map((line) => `  ${line}`),
  ];
}

/** What belongs to the learner says so on every line, also where a long one is broken. */
function outputLines(output = "", width: number): string[] {
  const text = printable(output).trimEnd();
  const prefix = "you | ";
  const room = Math.max(20, width - prefix.length - 2);
  return text === "" ? [] : text.split("\n").flatMap((line) =>
    Array.from(
      { length: Math.max(1, Math.ceil(line.length / room)) },
      (_, index) => prefix + line.slice(index * room, (index + 1) * room),
    )
  );
}

/** Breaks lines at spaces, of which none is lost, indented by two columns; what follows hangs by `hang`. */
function hung(text: string, width: number, hang: number): string[] {
  const indents = { first: "  ", rest: " ".repeat(hang) };
  return text.split("\n").flatMap((line) =>
    fill(line.split(" "), width, indents)
  );
}
