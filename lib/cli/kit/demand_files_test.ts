import { assertEquals, assertThrows } from "@std/assert";
import { CatalogueError } from "catalogue";
import { FAKE_LESSON, fakeKit, TIME_OUT } from "../_fake_kit.ts";
import { exerciseFiles } from "./author_files.ts";
import { demandExercise, demandLesson, unfinished } from "./demand_files.ts";

Deno.test("what an author has not written is said in one sentence, with the way on", async () => {
  await using kit = await fakeKit();
  demandLesson(kit, FAKE_LESSON);
  assertEquals(unfinished(kit), []);
  await Deno.remove(new URL(exerciseFiles(TIME_OUT).suite.path, kit.root));
  const says =
    "Cannot use exercise 3.2 Time out: its author has not written tests/03_long_polling/02_time_out_test.ts yet. What else is missing, deno task prove 3.2 says";
  for (
    const demand of [
      () => demandExercise(kit, TIME_OUT, ["stub", "suite"]),
      () => demandLesson(kit, FAKE_LESSON),
    ]
  ) assertThrows(demand, CatalogueError, says);
  assertEquals(unfinished(kit), [`${says}.`]);
  // What a command does not need may be missing, and what the learner removed.
  demandExercise(kit, TIME_OUT, ["stub", "hints"]);
  demandLesson(kit, FAKE_LESSON, []);
});
