import { join } from "@std/path";
import { assertAllPass, examine, exercises, kit, subjectTest } from "./_kit.ts";

for (const exercise of exercises) {
  subjectTest(
    `${exercise.number} solution passes every check, in any order`,
    async () => {
      const file = join(kit, "solutions", `${exercise.path}.ts`);
      assertAllPass(await examine(exercise, file));
      const shuffle = crypto.getRandomValues(new Uint32Array(1))[0]!;
      console.log(`order drawn from ${shuffle}`);
      assertAllPass(await examine(exercise, file, { shuffle }));
    },
  );
}
