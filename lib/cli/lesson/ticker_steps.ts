import type { Scenario } from "catalogue";

/** How long the client has to come, and to see the last message. */
const MARGIN_MS = 400;

/** Something that happens in a scenario. */
export interface Step {
  /** When, in real milliseconds since the last step. */
  readonly after: number;
  /** What is published in one tick: who says what. */
  readonly say: readonly (readonly [from: string, text: string])[];
  /** What the client says in the same tick, if it can speak. */
  readonly answer?: readonly (readonly [from: string, text: string])[];
  /** Whether the open connections are cut. */
  readonly cut?: boolean;
  /** Whether the server closes the open connections, as one does that restarts. */
  readonly restart?: boolean;
}

/** The steps of somebody who counts, with the cut between two of them. */
export function tickerSteps(ticker: Required<Scenario>["ticker"]): Step[] {
  const { everyMs, count, cutAfter } = ticker;
  const steps: Step[] = [];
  for (let tick = 1; tick <= count; tick++) {
    // Half way, so that it is clear which messages came before the cut.
    const halved = tick - 1 === cutAfter;
    if (halved) steps.push({ after: everyMs / 2, say: [], cut: true });
    const after = halved ? everyMs / 2 : everyMs;
    const say = [["Ada", `tick ${tick}`]] as const;
    steps.push({ after: tick === 1 ? MARGIN_MS : after, say });
  }
  return [...steps, { after: MARGIN_MS, say: [] }];
}
