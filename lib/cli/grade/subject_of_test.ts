import { assertEquals, assertRejects } from "@std/assert";
import { FAKE_LESSON, fakeKit } from "../_fake_kit.ts";
import { subjectOf } from "./subject_of.ts";
import { UsageError } from "../kit/usage_error.ts";

const ALL = FAKE_LESSON.exercises;
const FILES = {
  "Meyer, Anna (2)/03_long_polling/01_hold.ts": "",
  "ben/exercises/03_long_polling/02_time_out.ts": "",
  "empty/readme.txt": "",
  "hold.ts": "",
  "meyer": "",
  "meyer.TS": "",
  "meyer.txt": "",
  "huber.ts/03_long_polling/01_hold.ts": "",
  "solutions/03_long_polling/01_hold.ts": "",
};

Deno.test("subjectOf() is the learner's own without a flag", async () => {
  await using kit = await fakeKit();
  assertEquals(await subjectOf(kit, undefined, ALL), "exercises");
  assertEquals(await subjectOf(kit, "solutions", ALL), "solutions");
});

Deno.test("subjectOf() takes a folder of either shape, seen from the caller", async () => {
  await using kit = await fakeKit(FILES);
  for (const folder of ["Meyer, Anna (2)", "ben", "./ben/"]) {
    const path = await subjectOf(kit, folder, ALL);
    assertEquals(path.startsWith(kit.calledIn), true, path);
  }
});

Deno.test("subjectOf() takes a file for one exercise only", async () => {
  await using kit = await fakeKit(FILES);
  await subjectOf(kit, "hold.ts", ALL.slice(0, 1));
  await assertRejects(
    () => subjectOf(kit, "hold.ts", ALL),
    UsageError,
    "say which exercise",
  );
});

Deno.test("subjectOf() refuses what holds nothing to grade", async () => {
  await using kit = await fakeKit(FILES);
  await assertRejects(
    () => subjectOf(kit, "empty", ALL),
    UsageError,
    "the folder holds neither 03_long_polling/01_hold.ts nor",
  );
  await assertRejects(
    () => subjectOf(kit, "nowhere", ALL),
    UsageError,
    'Cannot grade "nowhere": there is no such file or folder',
  );
});

Deno.test("subjectOf() takes a file whatever its name, and a folder that is called like one", async () => {
  await using kit = await fakeKit(FILES);
  for (const name of ["meyer", "meyer.TS", "meyer.txt"]) {
    await subjectOf(kit, name, ALL.slice(0, 1));
  }
  await subjectOf(kit, "huber.ts", ALL);
});

Deno.test("subjectOf() means the folder that is there, and else the kit's", async () => {
  await using kit = await fakeKit(FILES);
  const there = `${kit.calledIn}/elsewhere`;
  await Deno.mkdir(`${there}/solutions/03_long_polling`, { recursive: true });
  await Deno.writeTextFile(`${there}/solutions/03_long_polling/01_hold.ts`, "");
  const elsewhere = { ...kit, calledIn: there };
  assertEquals(
    await subjectOf(elsewhere, "solutions", ALL),
    `${there}/solutions`,
  );
  assertEquals(await subjectOf(elsewhere, "exercises", ALL), "exercises");
});

Deno.test("subjectOf() refuses a link to nothing", async () => {
  await using kit = await fakeKit(FILES);
  await Deno.symlink(`${kit.calledIn}/none`, `${kit.calledIn}/dangling`);
  await assertRejects(
    () => subjectOf(kit, "dangling", ALL),
    UsageError,
    "it is a symbolic link to nothing",
  );
});
