import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { isUntouched, notStarted, type VerdictEvent } from "exam";
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
      const instructs = (event: VerdictEvent) =>
        event.verdict !== "pass" && told(event).includes(instruction);
      const events = await examine(exercise, stub, { until: instructs });
      assert(events.some(instructs), events.map(told).join("\n\n"));
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
