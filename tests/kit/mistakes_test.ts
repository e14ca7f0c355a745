import {
  assert,
  assertEquals,
  assertGreaterOrEqual,
  assertStringIncludes,
} from "@std/assert";
import { basename } from "@std/path";
import {
  examine,
  exercises,
  subjectTest,
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

for (const exercise of exercises) {
  const files = variants("mistakes", exercise);

  Deno.test(`${exercise.number} has at least four mistakes`, () => {
    assertGreaterOrEqual(files.length, 4);
  });

  for (const file of files) {
    subjectTest(
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
        const [event] = await examine(exercise, file, { only: [caughtBy] });
        assertEquals(event!.verdict, "fail", told(event!));
        assertStringIncludes(JSON.stringify(event!.report), says);
      },
    );
  }
}

for (const exercise of exercises) {
  Deno.test(`${exercise.number} every check catches a mistake or stands for one`, async () => {
    const { checks } = await suiteOf(exercise);
    const caught = new Set(
      variants("mistakes", exercise).map((file) => readHeader(file).caughtBy),
    );
    const idle = checks.filter(({ name, realTime }) =>
      !realTime && !caught.has(name)
    );
    // A check that nothing wrong ever failed may be one that cannot fail.
    assert(
      idle.length <= checks.length / 2,
      `caught nothing: ${idle.map(({ name }) => name).join("; ")}`,
    );
  });
}
