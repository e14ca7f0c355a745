/** What is known of one exercise. Every field may be missing. */
export interface ExerciseProgress {
  /** Whether it passed when it was last graded. */
  readonly passed?: boolean;
  /** ISO time of the first pass. */
  readonly firstPassedAt?: string;
  /** ISO time of the last grading. */
  readonly gradedAt?: string;
  /** Checks that passed when it was last graded, and all its checks. */
  readonly checks?: { readonly passed: number; readonly of: number };
  /** Hints that were shown. */
  readonly hints?: number;
}

/** The file as it is written; unknown exercises and fields stay as they are. */
interface ProgressFile {
  version: number;
  exercises: Record<string, ExerciseProgress>;
}

/** Options of {@linkcode ProgressStore}. */
export interface ProgressOptions {
  /** Told, once each, what could not be read or written. */
  warn?: (line: string) => void;
  /** Milliseconds since the epoch. @default {Date.now} */
  now?: () => number;
}

/**
 * The learner's progress: one readable file, keyed by exercise ids that never
 * change, so that renamed titles and new exercises harm nothing.
 */
export class ProgressStore {
  readonly #path: URL;
  readonly #warn: (line: string) => void;
  readonly #now: () => number;
  #warned = false;

  /**
   * Opens the store; reads nothing yet.
   *
   * @param path The file, usually `.progress.json`
   */
  constructor(path: URL, options: ProgressOptions = {}) {
    this.#path = path;
    this.#warn = options.warn ?? (() => {});
    this.#now = options.now ?? Date.now;
  }

  /** What is known of an exercise; `{}` when nothing is. */
  of(id: string): ExerciseProgress {
    const entry = this.#read().exercises[id];
    return isObject(entry) ? entry : {};
  }

  /** Remembers a grading. */
  graded(id: string, checks: { passed: number; of: number }): void {
    const gradedAt = new Date(this.#now()).toISOString();
    const passed = checks.of > 0 && checks.passed === checks.of;
    const { firstPassedAt = gradedAt } = this.of(id);
    const first = passed ? { firstPassedAt } : {};
    this.#change(id, { passed, ...first, gradedAt, checks });
  }

  /** Remembers how many hints were shown. */
  hinted(id: string, hints: number): void {
    this.#change(id, { hints });
  }

  /** Forgets the last grading, as after a reset; hints and first pass stay. */
  restarted(id: string): void {
    const { passed, gradedAt: _, checks: __, ...rest } = this.of(id);
    if (passed !== undefined) this.#put(id, rest);
  }

  #change(id: string, change: ExerciseProgress): void {
    this.#put(id, { ...this.of(id), ...change });
  }

  #put(id: string, entry: ExerciseProgress): void {
    const file = this.#read();
    const exercises = { ...file.exercises, [id]: entry };
    const sorted = Object.fromEntries(
      Object.entries(exercises).sort(([a], [b]) => a < b ? -1 : 1),
    );
    this.#write({ ...file, exercises: sorted });
  }

  #read(): ProgressFile {
    let text: string;
    try {
      text = Deno.readTextFileSync(this.#path);
    } catch {
      return { version: 1, exercises: {} };
    }
    const file = parse(text);
    if (file) return file;
    this.#keepDamaged();
    return { version: 1, exercises: {} };
  }

  #keepDamaged(): void {
    const stamp = new Date(this.#now()).toISOString().replaceAll(":", "-");
    const copy = new URL(`.progress.${stamp}.damaged`, this.#path);
    try {
      Deno.renameSync(this.#path, copy);
      this.#warn(
        "Cannot read .progress.json: it is damaged. It is kept as " +
          `${copy.pathname.split("/").at(-1)}, and a new one begins.`,
      );
    } catch {
      this.#warnOnce("Cannot read .progress.json: it is damaged.");
    }
  }

  /** First beside it, then in its place: a kill leaves the old file whole. */
  #write(file: ProgressFile): void {
    const beside = new URL(`.progress.${Deno.pid}.tmp`, this.#path);
    try {
      Deno.writeTextFileSync(beside, JSON.stringify(file, null, 2) + "\n");
      Deno.renameSync(beside, this.#path);
    } catch (error) {
      removeQuietly(beside);
      const cause = error instanceof Error ? error.name : String(error);
      this.#warnOnce(
        `Cannot write .progress.json (${cause}): this run is not remembered. ` +
          "Everything else works.",
      );
    }
  }

  #warnOnce(line: string): void {
    if (this.#warned) return;
    this.#warned = true;
    this.#warn(line);
  }
}

function parse(text: string): ProgressFile | undefined {
  try {
    const file = JSON.parse(text.replace(/^\uFEFF/, ""));
    return isObject(file) && isObject(file.exercises)
      ? file as unknown as ProgressFile
      : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function removeQuietly(path: URL): void {
  try {
    Deno.removeSync(path);
  } catch {
    // It was never written.
  }
}
