import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import type { Exercise } from "catalogue";
import { type FakeKit, fakeKit, fakeTerminal } from "./_fake_kit.ts";
import { hint } from "./progress/hint.ts";
import type { Command, Invocation } from "./kit/kit.ts";
import { lesson } from "./lesson/lesson.ts";
import { reset } from "./progress/reset.ts";
import { solution } from "./progress/solution.ts";
import { status } from "./progress/status.ts";
import { UsageError } from "./kit/usage_error.ts";

const FILE = "exercises/03_long_polling/01_hold.ts";
const STUB = "// TODO: hold\n";
const FILES = {
  [FILE]: "mine",
  "exercises/03_long_polling/02_time_out.ts": STUB,
  "exercises/03_long_polling/10_let_go.ts": STUB,
  "exercises/03_long_polling/hints/01_hold.md":
    "# Hints for 3.1 Hold\n\n1. Who waits?\n2. Who tells?\n3. Listen.\n",
  "solutions/03_long_polling/01_hold.ts": "the solution\n",
  "tests/stubs/03_long_polling/01_hold.ts": STUB,
  "tests/stubs/03_long_polling/02_time_out.ts": STUB,
  "tests/stubs/03_long_polling/10_let_go.ts": STUB,
};

/** Runs a command; gives its exit code and what it printed. */
async function call(
  kit: FakeKit,
  command: Command,
  words: string[] = [],
  flags: Invocation["flags"] = {},
): Promise<{ code: number; lines: string[] }> {
  const before = kit.terminal.lines.length;
  const code = await command.run(kit, { words, flags });
  return { code, lines: kit.terminal.lines.slice(before) };
}

Deno.test("hint shows one more each time, and remembers", async () => {
  await using kit = await fakeKit(FILES);
  for (const shown of [1, 2, 3, 3]) {
    const { code, lines } = await call(kit, hint, ["3.1"]);
    assertEquals(code, 0);
    assertEquals(lines.filter((line) => /^\d\./.test(line)).length, shown);
  }
  assertEquals(kit.progress.of("long_polling/hold").hints, 3);
});

Deno.test("hint names the next command", async () => {
  await using kit = await fakeKit(FILES);
  const { lines } = await call(kit, hint, ["3.1"]);
  assertEquals(lines.slice(-3), [
    "Hint 1 of 3.",
    "Next: deno task grade 3.1",
    "Still stuck: deno task hint 3.1",
  ]);
});

Deno.test("hint says so when an exercise has none", async () => {
  await using kit = await fakeKit(FILES);
  const { lines } = await call(kit, hint, ["3.2"]);
  assertEquals(lines[0], "There is no hint for 3.2 Time out.");
});

Deno.test("solution needs --yes without a terminal", async () => {
  await using kit = await fakeKit(FILES);
  const error = await assertRejects(
    () => call(kit, solution, ["3.1"]),
    UsageError,
  );
  assertEquals(error.next, "solution 3.1 --yes");
  const { lines } = await call(kit, solution, ["3.1"], { yes: true });
  assertEquals(lines.includes("the solution"), true);
});

Deno.test("solution asks in a terminal and takes no for an answer", async () => {
  await using kit = await fakeKit(FILES, fakeTerminal({ interactive: true }));
  const { code, lines } = await call(kit, solution, ["3.1"]);
  assertEquals(code, 0);
  assertEquals(lines, ["Good. Next: deno task hint 3.1"]);
});

Deno.test("solution asks nothing after a pass", async () => {
  await using kit = await fakeKit(FILES);
  kit.progress.graded("long_polling/hold", { passed: 1, of: 1 });
  const { lines } = await call(kit, solution, ["3.1"]);
  assertEquals(lines.includes("the solution"), true);
});

Deno.test("reset restores the stub and keeps a backup", async () => {
  await using kit = await fakeKit(FILES);
  kit.progress.graded("long_polling/hold", { passed: 1, of: 1 });
  const { lines } = await call(kit, reset, ["3.1"]);
  assertEquals(await Deno.readTextFile(new URL(FILE, kit.root)), STUB);
  const backup = lines[2]!.trim();
  assertMatch(backup, /01_hold\.ts\.\d{4}-\d\d-\d\dT[\d-]+\.backup$/);
  assertEquals(await Deno.readTextFile(new URL(backup, kit.root)), "mine");
  const { passed, checks, firstPassedAt } = kit.progress.of(
    "long_polling/hold",
  );
  assertEquals([passed, checks], [undefined, undefined]);
  assertEquals(firstPassedAt, "2026-01-05T08:00:00.000Z");
});

Deno.test("reset never overwrites an older backup", async () => {
  await using kit = await fakeKit(FILES);
  for (const text of ["first", "second"]) {
    await Deno.writeTextFile(new URL(FILE, kit.root), text);
    await call(kit, reset, ["3.1"]);
  }
  const names = [
    ...Deno.readDirSync(new URL("exercises/03_long_polling", kit.root)),
  ];
  assertEquals(names.filter(({ name }) => name.endsWith(".backup")).length, 2);
});

Deno.test("reset replaces a symbolic link and leaves its target alone", async () => {
  await using kit = await fakeKit(FILES);
  const file = new URL(FILE, kit.root);
  const target = new URL("solutions/03_long_polling/01_hold.ts", kit.root);
  await Deno.remove(file);
  await Deno.symlink(target, file);
  await call(kit, reset, ["3.1"]);
  assertEquals((await Deno.lstat(file)).isSymlink, false);
  assertEquals(await Deno.readTextFile(target), "the solution\n");
});

Deno.test("reset makes the lesson's folder anew", async () => {
  await using kit = await fakeKit(FILES);
  await Deno.remove(new URL("exercises/03_long_polling", kit.root), {
    recursive: true,
  });
  const { code } = await call(kit, reset, ["3.1"]);
  assertEquals(code, 0);
  assertEquals(await Deno.readTextFile(new URL(FILE, kit.root)), STUB);
});

Deno.test("reset has nothing to do for an untouched stub", async () => {
  await using kit = await fakeKit(FILES);
  const { code, lines } = await call(kit, reset, ["3.2"]);
  assertEquals(code, 0);
  assertEquals(lines[0], "3.2 Time out is as it was: nothing to reset.");
});

Deno.test("status shows each state in a word, core first", async () => {
  await using kit = await fakeKit(FILES);
  kit.progress.graded("long_polling/time_out", { passed: 8, of: 8 });
  const { lines } = await call(kit, status);
  assertEquals(lines.slice(1, 4).map((line) => line.trim().split(/\s+/, 2)), [
    ["3.1", "STARTED"],
    ["3.2", "PASSED"],
    ["3.10", "NEW"],
  ]);
  assertEquals(lines.slice(-2), [
    "1 of 3 exercises passed.",
    `Next: open ${FILE}, then deno task grade 3.1`,
  ]);
});

Deno.test("status survives renamed titles and new exercises", async () => {
  const progress = { exercises: { "long_polling/hold": { passed: true } } };
  await using kit = await fakeKit({
    ...FILES,
    ".progress.json": JSON.stringify(progress),
  });
  const { lines } = await call(kit, status, [], { json: true });
  const { exercises, next } = JSON.parse(lines.join("\n"));
  assertEquals(exercises[0].state, "passed");
  assertEquals(next, "3.2");
});

Deno.test("lesson without a number lists lessons and what comes next", async () => {
  await using kit = await fakeKit(FILES);
  kit.progress.graded("long_polling/hold", { passed: 1, of: 1 });
  const { code, lines } = await call(kit, lesson);
  assertEquals(code, 0);
  assertEquals(lines, [
    "Lesson 3: Long polling",
    "  How does news reach a client at once?",
    "  core: 1 of 2 passed (3.1 3.2)",
    "  deep: 0 of 1 passed (3.10)",
    "",
    "Next: 3.2 Time out, deno task lesson 3",
  ]);
});

Deno.test("lesson lists no track without exercises", async () => {
  await using kit = await fakeKit(FILES);
  const core = ({ track }: Exercise) => track === "core";
  const [only] = kit.lessons.map((each) => ({
    ...each,
    exercises: each.exercises.filter(core),
  }));
  const lessons = only ? [only, { ...only, exercises: [] }] : [];
  const code = await lesson.run({ ...kit, lessons }, { words: [], flags: {} });
  assertEquals(code, 0);
  assertEquals(
    kit.terminal.lines.filter((line) => /^ {2}(core|deep):/.test(line)),
    ["  core: 0 of 2 passed (3.1 3.2)"],
  );
});

Deno.test("status says in one sentence what an author has not written", async () => {
  await using kit = await fakeKit(FILES);
  await Deno.remove(new URL("lessons/03_long_polling/client.ts", kit.root));
  const { code } = await call(kit, status);
  assertEquals(code, 0);
  assertMatch(
    kit.terminal.warnings.join(" ").replaceAll("\n", " "),
    /^Cannot use lesson 3 Long polling: its author has not written lessons\/03_long_polling\/client\.ts yet\./,
  );
});
