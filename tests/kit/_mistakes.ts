import {
  assert,
  assertEquals,
  assertGreaterOrEqual,
  assertStringIncludes,
} from "@std/assert";
import { basename, join } from "@std/path";
import type { Exercise } from "catalogue";
import { type Edit, edited } from "./_edited.ts";
import {
  examine,
  exercises,
  kit,
  sideBySide,
  subjectTests,
  suiteOf,
  told,
  variants,
} from "./_kit.ts";

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

/** A mistake as a test of its own. */
interface Proof {
  readonly name: string;
  readonly caughtBy: string;
  readonly says: string;
  /** Its source text. */
  source(): string;
}

/** Checks of one exercise that no mistake is named after, at most. */
const unnamedMax = 2;

/** All mistakes of each exercise that has some in this process. */
const proved = new Map<Exercise, Proof[]>();

/**
 * Proves mistakes of one exercise: each fails, by the check that it names and
 * in the words that it names. As its base passes every check, that proves the
 * edits alone.
 */
export function proveMistakes(
  path: string,
  { base }: Base,
  mistakes: Readonly<Record<string, Mistake>>,
): void {
  const file = base === "solution"
    ? join(kit, "solutions", `${path}.ts`)
    : join(kit, "tests", "alternatives", path, `${base}.ts`);
  prove(
    path,
    Object.entries(mistakes).map(([name, mistake]) => ({
      name,
      ...mistake,
      source: () => edited(Deno.readTextFileSync(file), mistake.edits),
    })),
  );
}

/** Proves those that are near to no base: files of their own, with what they are in their first lines. */
export function proveWholeMistakes(path: string): void {
  prove(
    path,
    variants("mistakes", exerciseAt(path)).map((file) => {
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

function exerciseAt(path: string): Exercise {
  const exercise = exercises.find((exercise) => exercise.path === path);
  assert(exercise, `There is no exercise ${path}`);
  return exercise;
}

function headerLine(text: string, name: string): string {
  const line = new RegExp(`^// ${name}: (.+)$`, "m").exec(text)?.[1];
  assert(line, `there is no line "// ${name}: …"`);
  return line;
}

function prove(path: string, proofs: readonly Proof[]): void {
  const exercise = exerciseAt(path);
  const all = proved.get(exercise) ?? [];
  if (all.length === 0) proveAll(exercise, all);
  all.push(...proofs);
  proved.set(exercise, all);
  subjectTests(proofs.map((proof) => [
    `${exercise.number} mistake ${proof.name} is rejected by the check it names`,
    () => proveOne(exercise, proof),
  ]));
}

async function proveOne(
  exercise: Exercise,
  { caughtBy, says, source }: Proof,
): Promise<void> {
  const { checks } = await suiteOf(exercise);
  assert(
    checks.some(({ name }) => name === caughtBy),
    `no check is called "${caughtBy}"`,
  );
  const folder = await Deno.makeTempDir();
  try {
    const file = join(folder, "mistake.ts");
    await Deno.writeTextFile(file, source());
    const [event] = await examine(exercise, file, {
      only: [caughtBy],
      sideBySide,
    });
    assertEquals(event!.verdict, "fail", told(event!));
    assertStringIncludes(JSON.stringify(event!.report), says);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function proveAll(exercise: Exercise, all: readonly Proof[]): void {
  Deno.test(`${exercise.number} has at least four mistakes`, () => {
    assertGreaterOrEqual(all.length, 4);
    const names = new Set(all.map(({ name }) => name));
    assertEquals(names.size, all.length, "two have the same name");
  });

  // A check that nothing wrong ever failed may be one that cannot fail.
  Deno.test(`${exercise.number} nearly every check has a mistake of its own`, async () => {
    const { checks } = await suiteOf(exercise);
    const caught = new Set(all.map(({ caughtBy }) => caughtBy));
    const unnamed = checks.filter(({ name, realTime }) =>
      !realTime && !caught.has(name)
    );
    const names = unnamed.map(({ name }) => name).join("; ");
    assert(unnamed.length <= unnamedMax, `no mistake is named after: ${names}`);
  });
}
