import { assertEquals, assertStringIncludes } from "@std/assert";
import { FAKE_LESSON, fakeExercise, fakeKit, TIME_OUT } from "../_fake_kit.ts";
import { entryProblems } from "./entry_problems.ts";
import { exportProblems } from "./export_problems.ts";
import { fileProblems, listProblems } from "./file_problems.ts";
import { mistakeSetProblems } from "./mistake_problems.ts";
import { stubTextProblems } from "./stub_problems.ts";
import { suiteProblems } from "./suite_problems.ts";
import { textProblems } from "./text_problems.ts";
import { typeProblems } from "./type_problems.ts";

/** Demands that each problem has its words, in this order, and no more. */
function assertSays(problems: readonly string[], ...words: string[]): void {
  assertEquals(problems.length, words.length, problems.join("\n"));
  for (const [at, word] of words.entries()) {
    assertStringIncludes(problems[at] ?? "", word);
  }
}

/** A check that is right but for what is changed. */
function check(change = {}) {
  const why = "A reason that is long enough.";
  const body = () => Promise.resolve();
  return { name: "holds", heading: "Hold it", why, body, ...change };
}

Deno.test("an entry is looked at beside all others", () => {
  const spoiled = fakeExercise({
    needs: ["long_polling/time_out", "unknown"],
    minutes: 46,
  });
  const exercises = [spoiled, TIME_OUT, fakeExercise({ title: "Twin" })];
  const lessons = [{ ...FAKE_LESSON, exercises }];
  assertSays(
    entryProblems({ exercise: spoiled, lessons }),
    'The id "long_polling/hold" stands in more than one entry',
    "The number 3.1 stands in more than one entry",
    '"long_polling/time_out" in needs is no id of an earlier exercise',
    '"unknown" in needs is no id of an earlier exercise',
    "at most 45 minutes, this one 46",
  );
  assertEquals(entryProblems({ exercise: TIME_OUT, lessons }), []);
});

Deno.test("files and rows that are missing are named", async () => {
  await using kit = await fakeKit({ "tests/README.md": "" });
  const exercise = fakeExercise();
  assertSays(
    fileProblems({ ...kit, exercise }),
    "exercises/03_long_polling/01_hold.ts is missing",
    "tests/mistakes/03_long_polling/01_hold.ts is missing",
    "tests/alternatives/03_long_polling/01_hold/ holds no module",
  );
  const [row] = listProblems({ ...kit, exercise });
  assertStringIncludes(
    row ?? "",
    '"| 3.1 Hold | core | 20 |": add it, or mend',
  );
});

Deno.test("a stub has one TODO, and is the same byte by byte", async () => {
  const stub = "// TODO: hold\n";
  const path = "03_long_polling/01_hold.ts";
  const files = { [`tests/stubs/${path}`]: stub, [`exercises/${path}`]: stub };
  await using right = await fakeKit(files);
  const exercise = fakeExercise();
  assertEquals(stubTextProblems({ ...right, exercise }), []);
  await using wrong = await fakeKit({
    [`tests/stubs/${path}`]: "// hold\n",
    [`exercises/${path}`]: "// hold\r\n",
  });
  assertSays(
    stubTextProblems({ ...wrong, exercise }),
    "has 0 times the word TODO",
    "differ: copy the stub over the other",
  );
});

Deno.test("checks say who they are, why, and that one is in real time", () => {
  assertEquals(suiteProblems([check({ realTime: true })]), []);
  assertSays(
    suiteProblems([check(), check({ why: "Because." })]),
    'Two checks are called "holds"',
    'The check "holds" does not say why',
    "No check runs without the virtual clock",
  );
  assertSays(suiteProblems([]), "has no check", "No check runs without");
});

Deno.test("the text demands what is checked, and nothing else", async () => {
  const file = "exercises/03_long_polling/README.md";
  const text = "## 3.1 Hold\n\n### Hold it\n\n### Wait\n\n### Hints\n";
  const hints = "exercises/03_long_polling/hints/01_hold.md";
  await using kit = await fakeKit({
    [file]: text,
    [hints]: "1. a\n2. b\n3. c\n",
  });
  const exercise = fakeExercise();
  const wait = check({ heading: "Wait" });
  assertEquals(textProblems({ ...kit, exercise }, [check(), wait]), []);
  assertSays(
    textProblems({ ...kit, exercise }, [wait, check({ heading: "Go" })]),
    'names the heading "Go", which',
    'No check names the heading "### Hold it"',
  );
  await Deno.writeTextFile(new URL(hints, kit.root), "1. a\n");
  assertSays(
    textProblems({ ...kit, exercise }, [check(), wait]),
    "01_hold.md has 1 hints: write 3",
  );
  assertSays(
    textProblems({ ...kit, exercise: TIME_OUT }, []),
    'has no part "## 3.2 Time out"',
  );
});

Deno.test("mistakes are at least four, with names of their own, for nearly every check", () => {
  const proof = { name: "a", caughtBy: "1", says: "", source: () => "" };
  const checks = ["1", "2", "3", "4"].map((name) => check({ name }));
  assertSays(
    mistakeSetProblems(checks, [proof, proof]),
    "There are 2 mistakes",
    'Two mistakes are called "a"',
    'after the check "2"',
    'after the check "3"',
    'after the check "4"',
  );
  const names = ["a", "b", "c", "d"];
  const proofs = names.map((name) => ({ ...proof, name }));
  assertEquals(mistakeSetProblems(checks.slice(1, 3), proofs), []);
});

Deno.test("errors of types are told once for each file, with the line and what Deno says", async () => {
  const [right, wrong, broken] = ["right.ts", "wrong.ts", "broken.ts"];
  await using kit = await fakeKit({
    [right]: "export const id: number = 1;\n",
    [wrong]: 'export const id: number = "1";\n\nexport const at: Date = 2;\n',
    [broken]: "export const = ;\n",
  });
  const { root } = kit;
  assertEquals(await typeProblems(root, [right]), []);
  const [problem = "", ...others] = await typeProblems(root, [right, wrong]);
  assertEquals(others, []);
  assertStringIncludes(
    problem,
    "wrong.ts has an error of types in line 1, and 1 more",
  );
  assertStringIncludes(problem, "Type 'string' is not assignable");
  assertSays(await typeProblems(root, [broken]), "broken.ts");
});

Deno.test("a wrong name in exports is one cause, in one sentence", async () => {
  const others = "tests/alternatives/03_long_polling/01_hold";
  const handler = "export function handler() {}\n";
  await using kit = await fakeKit({
    "tests/stubs/03_long_polling/01_hold.ts": handler,
    "solutions/03_long_polling/01_hold.ts":
      "const handler = 1;\nexport { handler };\n",
    [`${others}/a.ts`]: handler,
    [`${others}/b.ts`]:
      "export interface handler {}\nexport const handle = 1;\n",
  });
  const of = (exports: string) =>
    exportProblems({ ...kit, exercise: fakeExercise({ exports }) });
  assertSays(
    await of("serve"),
    'says that 3.1 exports "serve", and none of its files does: name in `exports` of lessons/03_long_polling/lesson.ts what they export (handler, handle)',
  );
  assertSays(
    await of("handler"),
    `${others}/b.ts does not export "handler", as the entry says`,
  );
  const suite = fakeExercise({ kind: "suite", exports: "" });
  assertEquals(await exportProblems({ ...kit, exercise: suite }), []);
});
