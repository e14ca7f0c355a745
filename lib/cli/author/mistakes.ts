import type { Exercise } from "catalogue";
import { basename, join } from "@std/path";
import { kitFolder } from "../../exam/kit_folder.ts";
import { type Edit, edited } from "./edited.ts";

/** A mistake that learners make, and how it has to be told to them. */
export interface Mistake {
  /** Name of the check that rejects it. */
  readonly caughtBy: string;
  /** What whoever makes it believes. */
  readonly misconception: string;
  /** Words of the report that say what is wrong with that. */
  readonly says: string;
  /** What is changed in the base; a whole file has none. */
  readonly edits: readonly Edit[];
}

/** What is edited. */
export interface Base {
  /** "solution", or the name of an alternative: whatever passes every check. */
  readonly base: string;
}

/** A mistake that is to be proved. */
export interface MistakeProof extends Pick<Mistake, "caughtBy" | "says"> {
  /** What it is called, unique for its exercise. */
  readonly name: string;
  /** Its source text. */
  source(): string;
}

/** All mistakes that were declared in this process, by the path of their exercise. */
const declared = new Map<string, MistakeProof[]>();

/** The mistakes of an exercise that were declared so far. */
export function mistakesOf(
  { path }: Pick<Exercise, "path">,
): readonly MistakeProof[] {
  return declared.get(path) ?? [];
}

/** Declares mistakes that are edits of a right solution. */
export function declareMistakes(
  path: string,
  { base }: Base,
  mistakes: Readonly<Record<string, Mistake>>,
): MistakeProof[] {
  const file = base === "solution"
    ? join(kitFolder, "solutions", `${path}.ts`)
    : join(kitFolder, "tests", "alternatives", path, `${base}.ts`);
  return declare(
    path,
    Object.entries(mistakes).map(([name, mistake]) => ({
      name,
      ...mistake,
      source: () => edited(Deno.readTextFileSync(file), mistake.edits),
    })),
  );
}

/** Declares mistakes that are files, with what they are in their first lines. */
export function declareWholeMistakes(
  path: string,
  files: readonly string[],
): MistakeProof[] {
  return declare(
    path,
    files.map((file) => {
      const text = Deno.readTextFileSync(file);
      return {
        name: basename(file, ".ts"),
        caughtBy: headerLine(text, "Caught by"),
        says: headerLine(text, "Says"),
        source: () => text,
      };
    }),
  );
}

function headerLine(text: string, name: string): string {
  const line = new RegExp(`^// ${name}: (.+)$`, "m").exec(text)?.[1];
  if (line !== undefined) return line;
  throw new Error(`Cannot read a mistake: there is no line "// ${name}: …"`);
}

function declare(path: string, proofs: MistakeProof[]): MistakeProof[] {
  const all = declared.get(path) ?? [];
  all.push(...proofs);
  declared.set(path, all);
  return proofs;
}
