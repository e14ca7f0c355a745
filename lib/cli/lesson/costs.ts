import { grouped } from "../../text/grouped.ts";
import type { Lesson } from "catalogue";

/** What polling at one interval costs; a lesson's `cost.ts` counts it. */
export interface Cost {
  /** Between the end of an answer and the next request, in milliseconds. */
  readonly intervalMs: number;
  /** How many were sent. */
  readonly requests: number;
  /** How many answers brought nothing. */
  readonly emptyAnswers: number;
  /** How late each message came, in milliseconds. */
  readonly latenessMs: readonly number[];
}

/**
 * Lets a lesson count what its intervals cost. It moves the clock of this
 * process while it counts, so nothing else may run then.
 *
 * @returns Nothing for a lesson without costs
 */
export async function countCosts(
  root: URL,
  { path, scenario }: Lesson,
): Promise<Cost[]> {
  if (!scenario?.costs) return [];
  const file = new URL(`lessons/${path}/cost.ts`, root).href;
  const { cost }: {
    cost(intervalMs: number): Promise<Omit<Cost, "intervalMs">>;
  } = await import(file);
  const costs: Cost[] = [];
  for (const intervalMs of scenario.costs.intervalsMs) {
    costs.push({ intervalMs, ...await cost(intervalMs) });
  }
  return costs;
}

const COLUMNS = [8, 10, 15] as const;

/** The costs as a table of at most 80 columns. */
export function describeCosts(costs: readonly Cost[]): string[] {
  const rows = costs.map((cost) => [
    `${cost.intervalMs / 1_000} s`,
    String(cost.requests),
    String(cost.emptyAnswers),
    cost.latenessMs.map(grouped).join("  "),
  ]);
  const heads = ["every", "requests", "empty answers", "late by, in ms"];
  return [heads, ...rows].map(([interval, requests, empty, late]) =>
    [
      interval!.padStart(COLUMNS[0]),
      requests!.padStart(COLUMNS[1]),
      empty!.padStart(COLUMNS[2]),
      `   ${late}`,
    ].join("")
  );
}
