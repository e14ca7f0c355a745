import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { isUntouched, notStarted } from "exam";
import { examine, exercises, kit, subjectTest, suiteOf, told } from "./_kit.ts";

for (const exercise of exercises) {
  const stub = join(kit, "tests", "stubs", `${exercise.path}.ts`);
  const text = Deno.readTextFileSync(stub);

  subjectTest(
    `${exercise.number} stub fails with its own instruction`,
    async () => {
      // A template is known up to its first value.
      const instruction = /(["`])(Remove this line[^"`$]*)/.exec(text)?.[2];
      assert(instruction, "the stub throws no instruction");
      const events = await examine(exercise, stub);
      const failed = events.filter(({ verdict }) => verdict !== "pass");
      assert(failed.length > 0, "the stub passes every check");
      const words = failed.map(told).join("\n\n");
      assertStringIncludes(words, instruction);
    },
  );

  Deno.test(`${exercise.number} stub has one TODO`, () => {
    assertEquals(text.match(/\bTODO\b/g)?.length, 1);
  });

  Deno.test(`${exercise.number} stub counts as untouched whatever its line ends`, async () => {
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
