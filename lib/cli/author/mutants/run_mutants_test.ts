import { assertEquals, assertStringIncludes } from "@std/assert";
import { FAKE_LESSON, type FakeKit, fakeKit } from "../../_fake_kit.ts";
import type { Fate } from "./grade_mutant.ts";
import { runMutants } from "./run_mutants.ts";

const [hold] = FAKE_LESSON.exercises;
const solution = "solutions/03_long_polling/01_hold.ts";
const alternative = "tests/alternatives/03_long_polling/01_hold/other.ts";
const explanations = `tests/mutants/${FAKE_LESSON.path}.ts`;

/** A solution of two mutants, and an alternative of one. */
function kitWith(files: Record<string, string> = {}): Promise<FakeKit> {
  return fakeKit({
    "lib/exam/mod.ts": "",
    "lib/push_service/mod.ts": "",
    "lessons/03_long_polling/lesson.ts": "",
    [solution]: "x = true;\nx = a === b;\n",
    [alternative]: "x = false;\n",
    [explanations]: "export const explanations = [];",
    ...files,
  });
}

/** Judges by the text of the mutant; returns which were graded. */
async function run(
  kit: FakeKit,
  fates: Record<string, Fate> = {},
  options: { count?: number; changed?: boolean; solutionsOnly?: boolean } = {},
): Promise<{ code: number; graded: string[]; text: string }> {
  const graded: string[] = [];
  const before = kit.terminal.lines.length;
  const code = await runMutants(kit, [hold!], {
    seed: "4711",
    changed: false,
    solutionsOnly: false,
    ...options,
    grade: (_exercise, text) => {
      graded.push(text);
      return Promise.resolve(fates[text] ?? { kind: "rejected", by: "it" });
    },
  });
  const text = kit.terminal.lines.slice(before).join("\n");
  return { code, graded, text };
}

const survivor = "x = true;\nx = a !== b;\n";
const survived = { [survivor]: { kind: "survived" } } as const;
const explanation = {
  exercise: "3.1",
  in: "x = a === b;",
  change: "=== → !==",
  because: "Nobody can tell the difference.",
};
const explained = `export const explanations = ${
  JSON.stringify([explanation])
};`;

Deno.test("all mutants are judged, and a second run knows them", async () => {
  await using kit = await kitWith();
  const { code, graded, text } = await run(kit);
  assertEquals([code, graded.length], [0, 3]);
  assertStringIncludes(text, "3 mutants, seed 4711");
  assertStringIncludes(text, "3.1 Hold: 3 mutants, 3 rejected;");
  const again = await run(kit);
  assertEquals([again.code, again.graded.length], [0, 0]);
});

Deno.test("a survivor without a sentence fails the run, one with a sentence does not", async () => {
  await using kit = await kitWith();
  const { code, text } = await run(kit, survived);
  assertEquals(code, 1);
  assertStringIncludes(text, `SURVIVED ${solution}:2  === → !==`);
  await using other = await kitWith({ [explanations]: explained });
  assertEquals((await run(other, survived)).code, 0);
});

Deno.test("a fault of the examiner fails the run", async () => {
  await using kit = await kitWith({ [explanations]: explained });
  const { code, text } = await run(kit, {
    [survivor]: { kind: "harness-error", told: "TypeError: no" },
  });
  assertEquals(code, 1);
  assertStringIncludes(text, "TypeError: no");
});

Deno.test("a sentence about what is there no more fails the run", async () => {
  await using kit = await kitWith({
    [solution]: "x = true;\n",
    [explanations]: explained,
  });
  const { code, text } = await run(kit);
  assertEquals(code, 1);
  assertStringIncludes(
    text.replaceAll(/\s+/g, " "),
    "matches no mutant any more",
  );
});

Deno.test("alternatives can be left out, and a sample drawn", async () => {
  await using kit = await kitWith();
  assertEquals((await run(kit, {}, { count: 1 })).graded.length, 1);
  await using other = await kitWith();
  const { graded } = await run(other, {}, { solutionsOnly: true });
  assertEquals(graded.length, 2);
});

Deno.test("what changed is judged beside the sample, until it is proved", async () => {
  await using kit = await kitWith();
  await run(kit);
  const unchanged = await run(kit, {}, { changed: true });
  assertStringIncludes(unchanged.text, "0 mutants");
  await Deno.writeTextFile(new URL(alternative, kit.root), "y = false;\n");
  const changed = await run(kit, {}, { changed: true });
  assertEquals(changed.graded, ["y = true;\n"]);
  const proved = await run(kit, {}, { changed: true });
  assertStringIncludes(proved.text, "0 mutants");
});

Deno.test("what survives is not proved", async () => {
  await using kit = await kitWith();
  await run(kit, survived);
  const { code, text } = await run(kit, survived, { changed: true });
  assertEquals(code, 1);
  assertStringIncludes(text, "2 mutants, seed 4711");
});
