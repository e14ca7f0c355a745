import type { Exercise } from "catalogue";
import { digestOf } from "./digest_of.ts";
import type { Explanation } from "./explanation.ts";
import { sourcesOf } from "./sources_of.ts";

const path = "tests/mutants/proved.json";

/** What belongs to a right solution: changes of it are judged anew. */
export interface Proven {
  /** The right solution, from the kit's folder. */
  readonly file: string;
  /** The exercise that it solves. */
  readonly exercise: Pick<Exercise, "path">;
  /** The survivors of that exercise that are right. */
  readonly explanations: readonly Explanation[];
}

/**
 * The right solutions of which every mutant was rejected or explained, each
 * with a digest of it, its suite and the explanations: in a file that is
 * committed, so that a gate knows what has changed since. The examiner is not
 * among it: a drawn sample stands for that.
 */
export class ProvedList {
  readonly #root: URL;
  readonly #digests: Map<string, string>;

  /** Reads the list of a kit; without a file nothing is proved. */
  constructor(root: URL) {
    this.#root = root;
    this.#digests = new Map(Object.entries(read(new URL(path, root))));
  }

  /** Whether nothing has changed since it was proved. */
  has(proven: Proven): boolean {
    return this.#digests.get(proven.file) === this.#digest(proven);
  }

  /** Writes down what is proved, and what is not any more. */
  set(proven: Proven, isProved: boolean): void {
    if (this.has(proven) === isProved) return;
    if (isProved) this.#digests.set(proven.file, this.#digest(proven));
    else this.#digests.delete(proven.file);
    const entries = [...this.#digests].toSorted(([a], [b]) => a < b ? -1 : 1);
    const text = JSON.stringify(Object.fromEntries(entries), null, 2);
    Deno.writeTextFileSync(new URL(path, this.#root), `${text}\n`);
  }

  #digest({ file, exercise, explanations }: Proven): string {
    const sources = [file, `tests/${exercise.path}_test.ts`]
      .flatMap((each) => [...sourcesOf(new URL(each, this.#root)).values()]);
    return digestOf([...sources, JSON.stringify(explanations)]).slice(0, 16);
  }
}

function read(file: URL): Record<string, string> {
  try {
    return JSON.parse(Deno.readTextFileSync(file));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return {};
    throw error;
  }
}
