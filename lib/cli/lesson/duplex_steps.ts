import type { Step } from "./ticker_steps.ts";

/**
 * Two sides that speak at the same time, each before it has heard the other
 * one; in between the server restarts, and at the end the client leaves.
 */
export const DUPLEX_STEPS: readonly Step[] = [
  {
    after: 400,
    say: [["Ada", "Good morning"]],
    answer: [["Ben", "Hello Ada"]],
  },
  {
    after: 600,
    say: [["Ada", "How are you?"]],
    answer: [["Ben", "How is everybody?"]],
  },
  { after: 600, say: [], restart: true },
  // The naive client comes back after half a second: now nobody is there.
  {
    after: 200,
    say: [["Ada", "Back soon"]],
    answer: [["Ben", "Anybody there?"]],
  },
  {
    after: 700,
    say: [["Ada", "Here we are"]],
    answer: [["Ben", "There you are"]],
  },
  { after: 400, say: [] },
];
