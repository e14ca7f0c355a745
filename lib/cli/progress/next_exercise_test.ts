import { assertEquals } from "@std/assert";
import { FAKE_LESSON, fakeExercise, fakeKit } from "../_fake_kit.ts";
import { nextExercise } from "./next_exercise.ts";
import { ProgressStore } from "../kit/progress_store.ts";

const exercise = (number: string) =>
  fakeExercise({ id: number, number, path: number });

const lessons = [1, 3].map((number) => ({
  ...FAKE_LESSON,
  number,
  exercises: [1, 2, 3].map((place) => exercise(`${number}.${place}`)),
}));

/** The number of what comes next when these have passed, one after the other. */
async function next(...passed: readonly string[]): Promise<string | undefined> {
  await using kit = await fakeKit();
  let now = Date.UTC(2026, 0, 5, 8);
  const file = new URL(".progress.json", kit.root);
  const progress = new ProgressStore(file, { now: () => now += 1_000 });
  for (const id of passed) progress.graded(id, { passed: 1, of: 1 });
  return nextExercise({ lessons, progress })?.number;
}

Deno.test("nextExercise() goes on behind what passed last", async () => {
  assertEquals(await next(), "1.1");
  assertEquals(await next("1.1"), "1.2");
  assertEquals(await next("3.2"), "3.3");
  assertEquals(await next("3.1", "1.1"), "1.2");
});

Deno.test("nextExercise() goes back to what was left out, first in the same lesson", async () => {
  assertEquals(await next("3.2", "3.3"), "3.1");
  assertEquals(await next("1.1", "3.1", "3.2", "3.3"), "1.2");
  const all = lessons.flatMap(({ exercises }) => exercises.map(({ id }) => id));
  assertEquals(await next(...all), undefined);
});
