import { assertEquals, assertThrows } from "@std/assert";
import { chooseExercise, chooseExercises, chooseLesson } from "./choose.ts";
import { FAKE_LESSON, fakeExercise } from "../_fake_kit.ts";
import { UsageError } from "./usage_error.ts";

const lessons = [FAKE_LESSON];

Deno.test("chooseLesson() takes number, padded number, id and folder", () => {
  for (const word of ["3", "03", "long_polling", "03_long_polling"]) {
    assertEquals(chooseLesson(lessons, word), FAKE_LESSON);
  }
});

Deno.test("chooseLesson() names the nearest lesson", () => {
  const error = assertThrows(() => chooseLesson(lessons, "4"), UsageError);
  assertEquals(error.message, 'There is no lesson "4"; did you mean 3?');
  assertEquals(error.next, "lesson 3");
});

Deno.test("chooseExercise() takes number, name, id and file", () => {
  const words = [
    "3.2",
    "03.02",
    "time_out",
    "long_polling/time_out",
    "exercises/03_long_polling/02_time_out.ts",
    "/home/me/kit/exercises/03_long_polling/02_time_out.ts",
    "exercises\\03_long_polling\\02_time_out.ts",
  ];
  for (const word of words) {
    assertEquals(chooseExercise(lessons, word, "try").number, "3.2", word);
  }
});

Deno.test("chooseExercise() tells 3.1 from 3.10", () => {
  assertEquals(chooseExercise(lessons, "3.1", "try").title, "Hold");
  assertEquals(chooseExercise(lessons, "3.10", "try").title, "Let go");
});

Deno.test("chooseExercise() names the nearest exercise", () => {
  const near = (word: string) =>
    assertThrows(() => chooseExercise(lessons, word, "hint"), UsageError).next;
  assertEquals(near("3.9"), "hint 3.10");
  assertEquals(near("4.2"), "hint 3.2");
  assertEquals(near("timeout"), "hint time_out");
  assertEquals(near("websocket"), "lesson");
});

Deno.test("chooseExercise() asks which one when two have the same name", () => {
  const id = "websockets/time_out";
  const other = fakeExercise({
    id,
    number: "5.10",
    path: "05_websockets/10_time_out",
  });
  const both = [FAKE_LESSON, { ...FAKE_LESSON, number: 5, exercises: [other] }];
  const error = assertThrows(
    () => chooseExercise(both, "time_out", "hint"),
    UsageError,
    'There is more than one exercise "time_out": 3.2 and 5.10',
  );
  assertEquals(error.next, "hint 3.2");
  assertEquals(chooseExercise(both, id, "hint"), other);
});

Deno.test("chooseExercise() asks for a number when there is none", () => {
  assertThrows(
    () => chooseExercise(lessons, undefined, "hint"),
    UsageError,
    "Say which exercise",
  );
});

Deno.test("chooseExercises() takes a whole lesson or one exercise", () => {
  assertEquals(chooseExercises(lessons, "3", "grade"), FAKE_LESSON.exercises);
  assertEquals(chooseExercises(lessons, "3.2", "grade").length, 1);
});
