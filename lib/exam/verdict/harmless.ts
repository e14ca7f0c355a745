import { onOneLine, printable, told } from "../text/printable.ts";
import type { Report } from "./verdict.ts";

/**
 * Makes visible whatever could mislead a reader. Only what the examiner draws
 * itself, `got` and the diagrams, has several lines.
 */
export function harmless(report: Report): Report {
  const { title, did, expected, got, why, norm, byHand } = report;
  return {
    title: told(title),
    did: did.map(onOneLine),
    expected: told(expected),
    got: printable(got),
    why: told(why),
    norm: told(norm),
    byHand: byHand.map(onOneLine),
    diagram: printable(report.diagram),
    mermaid: printable(report.mermaid),
  };
}
