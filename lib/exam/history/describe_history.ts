import { plural } from "../../text/plural.ts";
import type { HistoryJudgement } from "./judge_history.ts";

/** Says in one phrase what became of messages: `lost 2, duplicated 1, out of order 0 over 3 cuts`. */
export function describeHistory(
  { lost, duplicated, outOfOrder }: HistoryJudgement,
  cuts: number,
): string {
  return [
    `lost ${lost.length}, duplicated ${duplicated.length}`,
    `out of order ${outOfOrder.length} over ${plural(cuts, "cut")}`,
  ].join(", ");
}
