import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import type { Lesson } from "catalogue";
import { FAKE_LESSON, type FakeKit, fakeKit } from "../_fake_kit.ts";
import { UsageError } from "../kit/usage_error.ts";
import { kindFacts } from "./kind_facts.ts";
import { newEntry } from "./new.ts";
import { narrow } from "./rows.ts";

const LISTS = {
  "README.md":
    "| n | pattern | by |\n| - | - | - |\n| 3 | [b](l/03) | waiting |\n\nThe end.\n",
  "tests/README.md":
    "| exercise | track | minutes | can |\n| - | - | - | - |\n| 3.1 Hold | core | 20 | hold |\n\nThe end.\n",
};

function call(kit: FakeKit, word: string, flags = {}): Promise<number> {
  return newEntry.run(kit, { words: [word], flags });
}

/** The lesson that was written; each time anew. */
async function written({ root }: FakeKit, times: number): Promise<Lesson> {
  const file = new URL(`lessons/07_new_way/lesson.ts?${times}`, root);
  return (await import(file.href)).lesson;
}

function read({ root }: FakeKit, path: string): Promise<string> {
  return Deno.readTextFile(new URL(path, root));
}

Deno.test("new writes a lesson, and an exercise of each kind into it", async () => {
  await using kit = await fakeKit(LISTS);
  const before = [{ ...FAKE_LESSON, number: 6 }];
  const first = { ...kit, lessons: before };
  assertEquals(await call(first, "7", { title: "New way" }), 0);
  for (const [at, kind] of Object.keys(kindFacts).entries()) {
    const lessons = [await written(kit, at)];
    await call({ ...kit, lessons }, `7.${at + 1}`, { kind, name: `a_${kind}` });
  }
  const { exercises, ...lesson } = await written(kit, 99);
  assertEquals([lesson.id, lesson.title], ["new_way", "New way"]);
  assertEquals(exercises.map(({ kind }) => kind), Object.keys(kindFacts));
  assertEquals(exercises[2]?.exports, "aFunction");
  assertEquals(exercises[2]?.path, "07_new_way/03_a_function");
  const text = await read(kit, "exercises/07_new_way/README.md");
  assertEquals(text.match(/^## 7\.\d .+$/gm)?.length, exercises.length);
  for (
    const [file, row] of [
      ["README.md", "| 7 | [New way](lessons/07_new_way/README.md) |"],
      ["tests/README.md", "| 7.6 A suite | core | 20 |"],
    ] as const
  ) assertStringIncludes(narrow(await read(kit, file)), row);
});

Deno.test("new overwrites nothing, and writes all or none", async () => {
  await using kit = await fakeKit({
    ...LISTS,
    "solutions/03_long_polling/11_end.ts": "mine",
    "lessons/03_long_polling/lesson.ts":
      "export const lesson = {\n  exercises: [],\n};\n",
  });
  const wanted = () => call(kit, "3.11", { name: "end" });
  const error = await assertRejects(wanted, UsageError);
  assertStringIncludes(
    error.message,
    "Cannot write solutions/03_long_polling/11_end.ts: it is there already",
  );
  assertEquals(await read(kit, "solutions/03_long_polling/11_end.ts"), "mine");
  assertEquals(await read(kit, "tests/README.md"), LISTS["tests/README.md"]);
  const exercises = Deno.readDirSync(
    new URL("exercises/03_long_polling", kit.root),
  );
  assertEquals([...exercises].map(({ name }) => name).toSorted(), [
    "README.md",
    "hints",
  ]);
});

Deno.test("new refuses what is there, and what makes no sense", async () => {
  await using kit = await fakeKit(LISTS);
  for (
    const [word, flags, words, next] of [
      ["seven", {}, "by its number", "new --help"],
      ["7.1", {}, "There is no lesson 7", "new 7"],
      ["9", {}, "the next one is lesson 4", "new 4"],
      ["3", {}, 'is lesson 3 "long_polling" already', "prove 3"],
      ["3.2", {}, "has 3.2", "prove 3.2"],
      ["3.4", { name: "hold" }, 'has 3.1 "long_polling/hold"', "prove 3.1"],
      ["3.4", { kind: "sever" }, 'did you mean "server"?', "new --help"],
      ["3.4", { name: "../x" }, "in small letters", "new --help"],
      ["7", { title: 'A "way"' }, "in letters, digits", "new --help"],
      [
        "7",
        { kind: "server" },
        "A lesson has no kind",
        "new 7.1 --kind server",
      ],
    ] as const
  ) {
    const wanted = () => call(kit, word, flags);
    const error = await assertRejects(wanted, UsageError, words);
    assertEquals(error.next, next);
  }
});
