import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { isUntouched, notStarted } from "exam";
import {
  stubProblems,
  stubTextProblems,
} from "../../lib/cli/author/stub_problems.ts";
import {
  assertProved,
  exercises,
  kit,
  proving,
  subjectTest,
  suiteOf,
} from "./_kit.ts";

for (const exercise of exercises) {
  subjectTest(
    `${exercise.number} stub fails with its own instruction`,
    async () => assertProved(await stubProblems(proving(exercise))),
  );

  Deno.test(`${exercise.number} stub has one TODO, and is what was handed out, byte by byte`, () => {
    assertProved(stubTextProblems(proving(exercise)));
  });

  Deno.test(`${exercise.number} stub counts as untouched whatever its line ends`, async () => {
    const stub = join(kit, "tests", "stubs", `${exercise.path}.ts`);
    const text = await Deno.readTextFile(stub);
    const folder = await Deno.makeTempDir();
    const copy = join(folder, "copy.ts");
    await Deno.writeTextFile(copy, text.replaceAll("\n", "\r\n"));
    assert(isUntouched(exercise.path, copy));
    await Deno.writeTextFile(copy, `${text}\n// mine`);
    assert(!isUntouched(exercise.path, copy));
    await Deno.remove(folder, { recursive: true });
    const suite = await suiteOf(exercise);
    assertEquals(notStarted(suite, suite.checks[0]!).verdict, "not-started");
  });
}
