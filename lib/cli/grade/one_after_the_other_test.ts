import { assertEquals } from "@std/assert";
import type { ExamEvent } from "../../exam/verdict/verdict.ts";
import { oneAfterTheOther } from "./one_after_the_other.ts";

Deno.test("oneAfterTheOther() holds an exercise back until those before it are complete", () => {
  const told: string[] = [];
  const complete = new Set<string>();
  const take = oneAfterTheOther(
    (event) => told.push(`${event.exercise} ${(event as Start).check}`),
    { ids: ["first", "second", "third"], isComplete: (id) => complete.has(id) },
  );
  take(start("second", "x"));
  take(start("third", "y"));
  assertEquals(told, []);
  take(start("first", "a"));
  assertEquals(told, ["first a"]);
  complete.add("second");
  take(start("second", "z"));
  assertEquals(told, ["first a"]);
  complete.add("first");
  take(start("first", "b"));
  assertEquals(told, [
    "first a",
    "first b",
    "second x",
    "second z",
    "third y",
  ]);
});

type Start = Extract<ExamEvent, { type: "start" }>;

function start(exercise: string, check: string): Start {
  return { type: "start", exercise, check };
}
