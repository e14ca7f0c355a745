import { dirname, fromFileUrl } from "@std/path";
import type { Exercise } from "catalogue";
import { sourceDigest } from "../../../exam/submission/source_digest.ts";
import { digestOf } from "./digest_of.ts";
import type { Fate } from "./grade_mutant.ts";
import { sourcesOf } from "./sources_of.ts";
import type { SubjectMutant } from "./subject_mutant.ts";

/** Rooms of `lib/` that judge, beside those from which a subject's process is made. */
const judges = ["lib/exam/mod.ts", "lib/push_service/mod.ts"];

/** A line of the file. */
interface Line {
  readonly digest: string;
  readonly fate: Fate;
}

/**
 * What became of the mutants of one exercise, kept in `.mutants/` below the
 * kit's folder for as long as mutant, suite and examiner stay what they are.
 * Faults of the examiner are not kept.
 */
export class FateStore {
  readonly #file: URL;
  readonly #root: URL;
  readonly #context: string;
  readonly #fates = new Map<string, Fate>();

  /** Reads what is kept of an exercise. */
  constructor(root: URL, { path }: Pick<Exercise, "path">) {
    this.#root = root;
    this.#file = new URL(`.mutants/${path}.jsonl`, root);
    const [lesson] = path.split("/");
    const files = [
      ...judges,
      `lessons/${lesson}/lesson.ts`,
      `tests/${path}_test.ts`,
    ];
    this.#context = digestOf([
      sourceDigest(),
      ...files.flatMap((file) => [...sourcesOf(new URL(file, root)).values()]),
    ]);
    for (const { digest, fate } of this.#read()) this.#fates.set(digest, fate);
  }

  /** What became of a mutant before; `undefined` when that is not known. */
  get(mutant: SubjectMutant): Fate | undefined {
    return this.#fates.get(this.#digest(mutant));
  }

  /** Keeps what became of a mutant, at once: a run may be interrupted. */
  set(mutant: SubjectMutant, fate: Fate): void {
    if (fate.kind === "harness-error") return;
    const digest = this.#digest(mutant);
    this.#fates.set(digest, fate);
    this.#write([{ digest, fate }], { append: true });
  }

  /** Forgets all but these mutants. */
  keepOnly(mutants: readonly SubjectMutant[]): void {
    const lines = mutants.flatMap((mutant) => {
      const fate = this.get(mutant);
      return fate ? [{ digest: this.#digest(mutant), fate }] : [];
    });
    if (lines.length > 0) this.#write(lines, { append: false });
  }

  /** The change, in everything that its file imports of the kit. */
  #digest({ file, text }: SubjectMutant): string {
    const imported = sourcesOf(new URL(file, this.#root));
    imported.delete(fromFileUrl(new URL(file, this.#root)));
    return digestOf([this.#context, ...imported.values(), text]);
  }

  #read(): Line[] {
    try {
      const lines = Deno.readTextFileSync(this.#file).split("\n");
      return lines.filter((line) => line !== "").map((line) =>
        JSON.parse(line)
      );
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return [];
      throw error;
    }
  }

  #write(lines: readonly Line[], options: Deno.WriteFileOptions): void {
    Deno.mkdirSync(dirname(fromFileUrl(this.#file)), { recursive: true });
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
    Deno.writeTextFileSync(this.#file, text, options);
  }
}
