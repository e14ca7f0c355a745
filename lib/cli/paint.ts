import { bold, cyan, green, red, yellow } from "@std/fmt/colors";
import { type ExerciseState, STATE_WORDS } from "./exercise_state.ts";
import type { Verdict } from "./gradebook.ts";

const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  "pass": "PASS",
  "fail": "FAIL",
  "timeout": "TIMEOUT",
  "crash": "CRASH",
  "not-started": "NEW",
  "not-run": "NOT RUN",
  "harness-error": "ERROR",
};

/** The longest word and a gap. */
const VERDICT_COLUMNS = 9;

/** A verdict as a word; the colour only repeats what the word says. */
export function paintVerdict(verdict: Verdict): string {
  const word = VERDICT_WORDS[verdict].padEnd(VERDICT_COLUMNS);
  if (verdict === "pass") return bold(green(word));
  return verdict.startsWith("not-") ? yellow(word) : bold(red(word));
}

/** A state as a word of fixed width. */
export function paintState(state: ExerciseState, columns: number): string {
  const word = STATE_WORDS[state].padEnd(columns);
  const paint = { passed: green, failing: red, started: yellow, new: cyan };
  return paint[state](word);
}

/** What the doctor thinks of something, as a word. */
export function paintFinding(state: "ok" | "note" | "bad"): string {
  const word = state.toUpperCase().padEnd(6);
  return { ok: green, note: yellow, bad: red }[state](word);
}
