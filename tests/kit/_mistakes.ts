import {
  assert,
  assertEquals,
  assertGreaterOrEqual,
  assertStringIncludes,
} from "@std/assert";
import { basename } from "@std/path";
import type { Exercise } from "../../lessons/catalogue.ts";
import {
  catalogue,
  examine,
  sideBySide,
  subjectTests,
  suiteOf,
  told,
  variants,
} from "./_kit.ts";

/** What a mistake says of itself in its first lines. */
interface Header {
  readonly caughtBy: string;
  readonly misconception: string;
  readonly says: string;
}

function readHeader(file: string): Header {
  const text = Deno.readTextFileSync(file);
  const line = (name: string) => {
    const match = new RegExp(`^// ${name}: (.+)$`, "m").exec(text);
    if (match) return match[1]!;
    throw new Error(`Cannot read ${file}: it has no line "// ${name}: …"`);
  };
  return {
    caughtBy: line("Caught by"),
    misconception: line("Misconception"),
    says: line("Says"),
  };
}

/** Checks of one exercise that no mistake is named after, at most. */
const unnamedMax = 2;

/**
 * Proves the mistakes of one lesson. Each lesson has a file of its own, so that
 * they are shared out among the cores.
 */
export function proveMistakes(lesson: number): void {
  for (const exercise of catalogue[lesson - 1]!.exercises) {
    proveEach(exercise);
    proveChecks(exercise);
  }
}

/** Each mistake fails, by the check that it names and in the words that it names. */
function proveEach(exercise: Exercise): void {
  const files = variants("mistakes", exercise);

  Deno.test(`${exercise.number} has at least four mistakes`, () => {
    assertGreaterOrEqual(files.length, 4);
  });

  subjectTests(files.map((file) => [
    `${exercise.number} mistake ${
      basename(file, ".ts")
    } is rejected by the check it names`,
    async () => {
      const { caughtBy, says } = readHeader(file);
      const { checks } = await suiteOf(exercise);
      assert(
        checks.some(({ name }) => name === caughtBy),
        `no check is called "${caughtBy}"`,
      );
      const [event] = await examine(exercise, file, {
        only: [caughtBy],
        sideBySide,
      });
      assertEquals(event!.verdict, "fail", told(event!));
      assertStringIncludes(JSON.stringify(event!.report), says);
    },
  ]));
}

/** A check that nothing wrong ever failed may be one that cannot fail. */
function proveChecks(exercise: Exercise): void {
  Deno.test(`${exercise.number} nearly every check has a mistake of its own`, async () => {
    const { checks } = await suiteOf(exercise);
    const files = variants("mistakes", exercise);
    const caught = new Set(files.map((file) => readHeader(file).caughtBy));
    const unnamed = checks.filter(({ name, realTime }) =>
      !realTime && !caught.has(name)
    );
    const names = unnamed.map(({ name }) => name).join("; ");
    assert(unnamed.length <= unnamedMax, `no mistake is named after: ${names}`);
  });
}
