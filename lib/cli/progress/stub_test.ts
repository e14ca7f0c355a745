import { assertEquals } from "@std/assert";
import { fakeExercise, fakeKit } from "../_fake_kit.ts";
import { fileState, todoLine } from "./stub.ts";

const FILE = "exercises/03_long_polling/01_hold.ts";
const STUB = "tests/stubs/03_long_polling/01_hold.ts";
const TEXT = "// story\n// TODO: hold\nthrow 1;\n";

Deno.test("fileState() does not count line ends", async () => {
  await using kit = await fakeKit({
    [FILE]: TEXT.replaceAll("\n", "\r\n"),
    [STUB]: TEXT,
  });
  assertEquals(fileState(kit.root, fakeExercise()), "untouched");
});

Deno.test("fileState() tells a changed file from a missing one", async () => {
  await using kit = await fakeKit({ [FILE]: "mine", [STUB]: TEXT });
  assertEquals(fileState(kit.root, fakeExercise()), "changed");
  await Deno.remove(new URL(FILE, kit.root));
  assertEquals(fileState(kit.root, fakeExercise()), "missing");
});

Deno.test("todoLine() counts from 1 and is 1 without a TODO", async () => {
  await using kit = await fakeKit({ [FILE]: TEXT });
  assertEquals(todoLine(kit.root, fakeExercise()), 2);
  await Deno.writeTextFile(new URL(FILE, kit.root), "done");
  assertEquals(todoLine(kit.root, fakeExercise()), 1);
});
