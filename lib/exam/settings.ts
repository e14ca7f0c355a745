import { drawnSeed, seedPattern } from "./random/drawn_seed.ts";

/** What the environment asks of a run. */
export interface Settings {
  /** `exercises`, `solutions`, a folder, or one file. */
  readonly subject: string;
  /** Whether untouched stubs count as failures. */
  readonly strict: boolean;
  /** Names of the only checks to run; `undefined` for all. */
  readonly only: ReadonlySet<string> | undefined;
  /** File that gets one JSON line per event; `undefined` for none. */
  readonly results: string | undefined;
  /** The seed of everything random, as {@linkcode seedPattern} allows. */
  readonly seed: string;
  /** Factor for all limits in real time, at least 1. */
  readonly slow: number;
  /** How many checks are examined at a time. */
  readonly sideBySide: number;
  /** How the learner calls tasks, such as `deno task`. */
  readonly prefix: string;
}

/**
 * Reads the settings of this run from the environment (`EXAM_SUBJECT`,
 * `EXAM_STRICT`, `EXAM_ONLY`, `EXAM_RESULTS`, `EXAM_SEED`, `EXAM_SLOW`,
 * `EXAM_SIDE_BY_SIDE`, `EXAM_PREFIX`).
 *
 * @throws {TypeError} If a value cannot be read.
 */
export function readSettings(
  get: (name: string) => string | undefined,
): Settings {
  const subject = get("EXAM_SUBJECT") || "exercises";
  return {
    subject,
    strict: get("EXAM_STRICT") === "1" || subject !== "exercises",
    only: readOnly(get("EXAM_ONLY")),
    results: get("EXAM_RESULTS") || undefined,
    seed: readSeed(get("EXAM_SEED")),
    slow: readNumber("EXAM_SLOW", get("EXAM_SLOW"), 1) ?? 1,
    sideBySide: readNumber(
      "EXAM_SIDE_BY_SIDE",
      get("EXAM_SIDE_BY_SIDE"),
      1,
    ) ?? Math.min(2, navigator.hardwareConcurrency),
    prefix: get("EXAM_PREFIX") || "deno task",
  };
}

function readOnly(text: string | undefined): ReadonlySet<string> | undefined {
  if (!text) return undefined;
  try {
    const names: unknown = JSON.parse(text);
    if (Array.isArray(names)) return new Set(names.map(String));
  } catch {
    // The message below says what is wrong.
  }
  throw new TypeError(
    `Cannot read EXAM_ONLY: it must be a JSON array of check names, current value is ${text}`,
  );
}

function readSeed(text: string | undefined): string {
  if (!text) return drawnSeed();
  if (seedPattern.test(text)) return text;
  throw new TypeError(
    `Cannot read EXAM_SEED: it must be 1 to 20 digits and small letters, current value is ${text}`,
  );
}

function readNumber(
  name: string,
  text: string | undefined,
  min: number,
): number | undefined {
  if (!text) return undefined;
  const value = Number(text);
  if (Number.isFinite(value) && value >= min) return value;
  throw new TypeError(
    `Cannot read ${name}: it must be a number of at least ${min}, current value is ${text}`,
  );
}
