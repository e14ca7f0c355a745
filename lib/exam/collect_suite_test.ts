import {
  assert,
  assertEquals,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
} from "@std/assert";
import { join, relative } from "@std/path";
import { collectSuite } from "./collect_suite.ts";
import { kitFolder } from "./kit_folder.ts";

const paths = [
  "01_request_response/01_answer",
  "02_polling/02_ask_again",
  "03_long_polling/02_time_out",
] as const;

Deno.test("collectSuite() collects different suites side by side", async () => {
  const suites = await Promise.all(paths.map((path) => collectSuite(path)));
  assertEquals(suites.map(({ exercise }) => exercise.path), [...paths]);
  assertEquals(suites.some(({ checks }) => checks.length === 0), false);
});

Deno.test("collectSuite() collects the same suite side by side and again", async () => {
  const path = "03_long_polling/01_hold";
  const [one, other] = await Promise.all([
    collectSuite(path),
    collectSuite(path),
  ]);
  assertStrictEquals(one, other);
  assertStrictEquals(await collectSuite(path), one);
});

Deno.test("collectSuite() is not disturbed by a suite that throws while loading", async () => {
  await using file = await suiteFile("throw new Error('broken suite');");
  const [sound, broken] = await Promise.allSettled([
    collectSuite("03_long_polling/03_lose_nothing"),
    collectSuite(file.path),
  ]);
  assert(sound.status === "fulfilled", "the sound one was not collected");
  assertEquals(sound.value.exercise.number, "3.3");
  assert(broken.status === "rejected");
  assertStringIncludes(`${broken.reason}`, "broken suite");
  const after = await collectSuite("03_long_polling/04_ask_at_once");
  assertEquals(after.exercise.number, "3.4");
});

Deno.test("collectSuite() says that a file does not begin its suite", async () => {
  await using file = await suiteFile("export {};");
  await assertRejects(
    () => collectSuite(file.path),
    TypeError,
    `call exam("${file.path}")`,
  );
});

Deno.test("collectSuite() refuses a file that begins the suite of another exercise", async () => {
  const exam = JSON.stringify(import.meta.resolve("./exam.ts"));
  await using file = await suiteFile(
    `import { exam } from ${exam}; exam("01_request_response/02_refuse");`,
  );
  await assertRejects(
    () => collectSuite(file.path),
    TypeError,
    'Cannot begin the suite of "01_request_response/02_refuse"',
  );
});

/** Writes the file of a suite, and gives its path as that of an exercise. */
async function suiteFile(
  text: string,
): Promise<AsyncDisposable & { path: string }> {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(join(folder, "made_test.ts"), text);
  return {
    path: relative(join(kitFolder, "tests"), join(folder, "made"))
      .replaceAll("\\", "/"),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}
