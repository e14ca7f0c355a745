import { assertEquals, assertStringIncludes } from "@std/assert";
import { FAKE_LESSON, fakeExercise, fakeKit } from "../../_fake_kit.ts";
import { fakeMutant } from "./_fake_mutant.ts";
import {
  explanationProblems,
  explanationsOf,
  needlessExplanations,
} from "./explanations_of.ts";

const explanation = {
  exercise: "3.2",
  in: "if (a < b) c();",
  change: "< → <=",
  because: "What happens in that same millisecond is not graded.",
};
const mutant = fakeMutant({
  exercise: fakeExercise({ number: "3.2" }),
  context: "d();\nif (a < b) c();",
  change: "< → <=",
});

Deno.test("an explanation is found by exercise, line and change", () => {
  assertEquals(explanationProblems([explanation], [mutant]), []);
});

Deno.test("one that matches no mutant any more is told in a sentence", () => {
  for (
    const other of [
      { exercise: fakeExercise({ number: "3.3" }) },
      { context: "if (a < b) d();" },
      { change: "< → >=" },
    ]
  ) {
    const [problem = ""] = explanationProblems([explanation], [
      { ...mutant, ...other },
    ]);
    assertStringIncludes(
      problem,
      'The explanation of 3.2 "< → <=" in "if (a < b) c();" matches no mutant any more',
    );
  }
});

Deno.test("one that is there twice, or says nothing, is told", () => {
  const [twice = ""] = explanationProblems([explanation, explanation], [
    mutant,
  ]);
  assertStringIncludes(twice, "is explained twice");
  const silent = { ...explanation, because: "equivalent" };
  const [nothing = ""] = explanationProblems([silent], [mutant]);
  assertStringIncludes(nothing, 'is explained by "equivalent"');
});

Deno.test("explanations are read from the lesson's file, and none is right too", async () => {
  const text = `export const explanations = [${JSON.stringify(explanation)}];`;
  await using kit = await fakeKit({
    [`tests/mutants/${FAKE_LESSON.path}.ts`]: text,
  });
  assertEquals(await explanationsOf(kit.root, FAKE_LESSON), [explanation]);
  await using other = await fakeKit();
  assertEquals(await explanationsOf(other.root, FAKE_LESSON), []);
});

Deno.test("the same line twice is told apart by the line before it", () => {
  const second = { ...mutant, context: "e();\nif (a < b) c();", line: 9 };
  const [problem = ""] = explanationProblems([explanation], [mutant, second]);
  assertStringIncludes(problem, "matches two places of solutions/");
  const told = { ...explanation, in: "e();\nif (a < b) c();" };
  assertEquals(explanationProblems([told], [mutant, second]), []);
  const other = { ...second, file: "tests/alternatives/other.ts" };
  assertEquals(explanationProblems([explanation], [mutant, other]), []);
});

Deno.test("one of a mutant that is rejected is not needed", () => {
  const other = { ...mutant, file: "tests/alternatives/other.ts" };
  const needless = (rejected: (typeof mutant)[]) =>
    needlessExplanations([explanation], [mutant, other], new Set(rejected));
  assertEquals(needless([mutant]), []);
  const [told = ""] = needless([mutant, other]);
  assertStringIncludes(told, "is of what a check rejects: take it out.");
});
