import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { FAKE_LESSON, fakeExercise, fakeKit } from "../_fake_kit.ts";
import { fillTemplate, templatesIn, wordsOf } from "./fill_template.ts";
import { kindFacts } from "./kind_facts.ts";
import { outcomeWords } from "./new_entry_of.ts";
import { lessonRow, lessonRowWords } from "./rows.ts";
import { patternOf, wordsLeft, wordsLeftInLesson } from "./words_left.ts";

const values = {
  number: "3.1",
  title: "Hold",
  path: "03_long_polling/01_hold",
  file: "01_hold",
  export: "handler",
  name: "long_polling",
};
const text = "exercises/03_long_polling/README.md";
const hints = "exercises/03_long_polling/hints/01_hold.md";
const stub = "tests/stubs/03_long_polling/01_hold.ts";

Deno.test("every template that asks its author for something is filled without the marks", () => {
  for (const folder of [...Object.keys(kindFacts), "lesson"]) {
    const asked = templatesIn(folder, "").flatMap((name) => {
      const filled = fillTemplate(`${folder}/${name}`, values);
      assert(!/\{\{|\}\}/.test(filled), `${folder}/${name}`);
      const words = wordsOf(`${folder}/${name}`);
      for (const word of words) assertStringIncludes(filled, word);
      return words;
    });
    assert(asked.length >= 4, `${folder} asks for ${asked.length} things`);
  }
});

Deno.test("words of the template are named, file by file, in the exercise's own part", async () => {
  const part = fillTemplate("server/text.md", values);
  const exercise = fakeExercise({ outcome: outcomeWords });
  await using kit = await fakeKit({
    "tests/README.md":
      "| 3.1 Hold |  core | 20 |  say what they can do afterwards |",
    [text]: `# All\n${part}`,
    [hints]: fillTemplate("lesson/hints.md", values),
    [stub]: fillTemplate("server/stub.ts", values),
  });
  const problems = wordsLeft({ ...kit, exercise });
  const places = problems.map((problem) => problem.split(" still says ")[0]);
  assertEquals(places, [
    "The outcome of 3.1 in its entry",
    hints,
    stub,
    text,
    'The row "| 3.1 Hold | core | 20 |" of tests/README.md',
  ]);
  assertStringIncludes(
    problems.join("\n"),
    `"Say what is not graded because two ways are right.", "Say what is graded elsewhere, or nowhere.", as the template does: write what that asks for.`,
  );
});

Deno.test("words of another exercise's part are left to that one", async () => {
  const other = { ...values, number: "3.2" };
  const written = "## 3.1 Hold\n\nWho waits asks once.\n\n";
  await using kit = await fakeKit({
    "tests/README.md": "",
    [text]: written + fillTemplate("server/text.md", other),
  });
  assertEquals(wordsLeft({ ...kit, exercise: fakeExercise() }), []);
});

Deno.test("words that were wrapped anew are found, and others are not", () => {
  const pattern = patternOf("Two lines of story: who needs this.");
  for (
    const wrapped of [
      "Two lines of story: who needs this.",
      " * Two lines\n * of story: who\n * needs this.",
      "Two lines of\n  story: who needs this. File:",
    ]
  ) assert(pattern.test(wrapped), wrapped);
  assert(!pattern.test("Two lines of a story: who needs this."));
});

Deno.test("words of the template are named in a lesson as well", async () => {
  const lesson = FAKE_LESSON;
  const folder = `lessons/${lesson.path}`;
  const file = (name: string) => fillTemplate(`lesson/${name}`, values);
  await using kit = await fakeKit({
    "README.md": `${lessonRow(lesson)} ${lessonRowWords} |`,
    [`${folder}/lesson.ts`]: file("lesson.ts"),
    [`${folder}/README.md`]: file("README.md"),
    [`${folder}/server.ts`]: file("server.ts"),
  });
  const places = wordsLeftInLesson(kit.root, lesson)
    .map((problem) => problem.split(" still says ")[0]);
  assertEquals(places, [
    `${folder}/lesson.ts`,
    `${folder}/README.md`,
    `${folder}/server.ts`,
    `The row "${lessonRow(lesson)}" of README.md`,
  ]);
});
