/**
 * What `new` writes is proved by `prove`, for each kind; what is then taken away
 * or spoiled is said in full sentences, and never counts as a fault of the kit.
 */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { copyKit, type KitCopy } from "./_kit_copy.ts";
import { templatesIn, wordsOf } from "../../lib/cli/author/fill_template.ts";
import { kindFacts } from "../../lib/cli/author/kind_facts.ts";
import { outcomeWords } from "../../lib/cli/author/new_entry_of.ts";
import { exerciseRowWords, lessonRowWords } from "../../lib/cli/author/rows.ts";
import { patternOf } from "../../lib/cli/author/words_left.ts";

const kinds = Object.keys(kindFacts);
const path = "07_new_way/01_lines";

/** The kit with a lesson 7, with an exercise of each of these kinds. */
async function extended(kinds: readonly string[]): Promise<KitCopy> {
  const copy = await copyKit();
  assertEquals((await copy.run("new", "7", "--title", "New way")).code, 0);
  for (const [at, kind] of kinds.entries()) {
    const name = kind === "function" ? "lines" : `a_${kind}`;
    const words = [`7.${at + 1}`, "--kind", kind, "--name", name];
    const { code, text } = await copy.run("new", ...words);
    assertEquals(code, 0, text);
  }
  return copy;
}

/** Writes something where the templates ask their author for it. */
async function fillIn(
  { rewrite, written }: KitCopy,
  kinds: readonly string[],
): Promise<void> {
  const words = [...kinds, "lesson"].flatMap((folder) =>
    templatesIn(folder, "").flatMap((name) => wordsOf(`${folder}/${name}`))
  );
  const texts = [
    "README.md",
    "tests/README.md",
    "exercises/07_new_way/README.md",
    "lessons/07_new_way/README.md",
    ...kinds.map((kind, at) =>
      `exercises/07_new_way/hints/0${at + 1}_${
        kind === "function" ? "lines" : `a_${kind}`
      }.md`
    ),
  ];
  const others = [outcomeWords, exerciseRowWords, lessonRowWords];
  for (const path of [...texts, ...written()]) {
    await rewrite(path, (text) => {
      for (const word of words) {
        text = text.replaceAll(new RegExp(patternOf(word), "g"), "It is here.");
      }
      for (const word of others) text = text.replaceAll(word, "It is here.");
      return text;
    });
  }
}

Deno.test("new writes a lesson and an exercise of each kind that prove themselves", async () => {
  await using copy = await extended(kinds);
  for (const args of [["check", ...copy.written()], ["fmt", "--check"]]) {
    const { code, text } = await copy.deno(...args);
    assertEquals(code, 0, text);
  }
  await fillIn(copy, kinds);
  const { code, text } = await copy.run("prove", "7");
  assertStringIncludes(text, "Everything is proved.");
  assertEquals(text.match(/^PROVED/gm)?.length, kinds.length + 1, text);
  assertEquals(code, 0);
});

Deno.test("prove says of each thing that does not hold what to do", async () => {
  await using copy = await extended(["function"]);
  const { edit } = copy;
  await edit(`exercises/07_new_way/README.md`, [
    ["### Keep lines that are empty", "### Keep empty lines"],
  ]);
  await edit("exercises/07_new_way/hints/01_lines.md", [
    ["3. How to do it, without the code.\n", ""],
  ]);
  await edit(`exercises/${path}.ts`, [["TODO", "TODO TODO"]]);
  await edit(`tests/alternatives/${path}/another_way.ts`, [[
    '"\\r\\n"',
    '"x"',
  ]]);
  await edit(`tests/mistakes/${path}.ts`, [
    ["one long line", "many short lines"],
    ['caughtBy: "takes CR LF as one end"', 'caughtBy: "takes nothing"'],
    ['.filter((line) => line !== "")', ".slice()"],
  ]);
  await edit("lessons/07_new_way/lesson.ts", [
    [`title: "Lines"`, `title: "Rows"`],
  ]);
  await edit(`solutions/${path}.ts`, [["string[] {", "number[] {"]]);
  const { code, text } = await copy.run("prove", "7.1");
  assertEquals(code, 1);
  for (
    const sentence of [
      'names the heading "Keep lines that are empty", which exercises/07_new_way/README.md does not have',
      'No check names the heading "### Keep empty lines"',
      "hints/01_lines.md has 2 hints: write 3",
      "differ: copy the stub over the other",
      "another_way.ts does not pass every check",
      'The report on the mistake "knows_no_lf" does not say "many short lines"',
      '"sees_two_ends" names the check "takes nothing", which the suite does not have',
      'The mistake "drops_empty_lines" is not rejected by the check that it names',
      `solutions/${path}.ts has an error of types in line`,
      'hints/01_lines.md still says "Where to look."',
      'tests/README.md has no row that begins with "| 7.1 Rows | core | 20 |"',
    ]
  ) assertStringIncludes(text.replaceAll(/\s+/g, " "), sentence);
  assertMatch(text, /^\d+ things are missing or unproven\. Mend the first/m);
});

Deno.test("a wrong name in exports is told once, and not for every file and mistake", async () => {
  await using copy = await extended(["function"]);
  await fillIn(copy, ["function"]);
  await copy.edit("lessons/07_new_way/lesson.ts", [
    [`exports: "lines"`, `exports: "rows"`],
  ]);
  const { code, text } = await copy.run("prove", "7.1");
  assertEquals(code, 1);
  assertStringIncludes(
    text.replaceAll(/\s+/g, " "),
    'The entry says that 7.1 exports "rows", and none of its files does: name in `exports` of lessons/07_new_way/lesson.ts what they export (lines).',
  );
  assertStringIncludes(text, "One thing is missing or unproven.");
});

Deno.test("an entry whose files are missing is its author's error, in one sentence", async () => {
  await using copy = await extended(["function"]);
  const own = [
    `tests/${path}_test.ts`,
    "exercises/07_new_way/README.md",
    "exercises/07_new_way/hints/01_lines.md",
  ];
  for (const file of own) await copy.remove(file);
  for (
    const [words, file] of [
      [["grade", "7.1"], own[0]],
      [["hint", "7.1"], own[2]],
      [["lesson", "7", "--once"], own[1]],
      [["try", "7.1"], own[1]],
    ] as const
  ) {
    const { code, text } = await copy.run(...words);
    assertEquals(code, 2, text);
    assertStringIncludes(
      text.replaceAll(/\s+/g, " "),
      `has not written ${file} yet.`,
    );
    assertEquals(text.includes("The kit failed"), false);
  }
  const status = await copy.run("status");
  assertEquals(status.code, 0);
  assertStringIncludes(status.text, "Cannot use lesson 7 New way");
  const { code, text } = await copy.run("prove", "7.1");
  assertEquals(code, 1);
  for (const file of own) assertStringIncludes(text, `${file} is missing`);
});
