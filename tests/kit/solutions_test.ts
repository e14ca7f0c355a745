import { join } from "@std/path";
import {
  assertAllPass,
  examine,
  exercises,
  kit,
  sideBySide,
  subjectTest,
} from "./_kit.ts";

// In a drawn order, and on a busy machine, they run in tests/stress.
for (const exercise of exercises) {
  subjectTest(`${exercise.number} solution passes every check`, async () => {
    const file = join(kit, "solutions", `${exercise.path}.ts`);
    assertAllPass(await examine(exercise, file, { sideBySide }));
  });
}
