import { bold, cyan, green, red, yellow } from "@std/fmt/colors";
import type { Verdict } from "../../exam/verdict/verdict.ts";

/** How far the learner is with an exercise, in one word. */
export type ExerciseState = "passed" | "failing" | "started" | "new";

/** The words that are printed most, and a gap. */
const VERDICT_COLUMNS = 8;

/** A verdict as a word; the colour only repeats what the word says. */
export function paintVerdict(verdict: Verdict): string {
  const word = `${verdict.toUpperCase().padEnd(VERDICT_COLUMNS)} `;
  if (verdict === "pass") return bold(green(word));
  return verdict.startsWith("not-") ? yellow(word) : bold(red(word));
}

/** A state as a word of fixed width. */
export function paintState(state: ExerciseState, columns: number): string {
  const word = state.toUpperCase().padEnd(columns);
  const paint = { passed: green, failing: red, started: yellow, new: cyan };
  return paint[state](word);
}

/** What the doctor thinks of something, as a word. */
export function paintFinding(state: "ok" | "note" | "bad"): string {
  const word = state.toUpperCase().padEnd(6);
  return { ok: green, note: yellow, bad: red }[state](word);
}
