/**
 * Every solution again, in a drawn order, while both cores are busy with
 * something else.
 */
import { join } from "@std/path";
import {
  assertAllPass,
  examine,
  exercises,
  kit,
  subjectTest,
} from "../kit/_kit.ts";
import { keepBusy } from "./_busy.ts";

for (const exercise of exercises) {
  subjectTest(
    `${exercise.number} solution passes on a busy machine, in a drawn order`,
    async () => {
      const shuffle = crypto.getRandomValues(new Uint32Array(1))[0]!;
      console.log(`order drawn from ${shuffle}`);
      await using _busy = keepBusy();
      const file = join(kit, "solutions", `${exercise.path}.ts`);
      assertAllPass(await examine(exercise, file, { shuffle }));
    },
  );
}
