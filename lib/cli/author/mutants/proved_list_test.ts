import { assertEquals } from "@std/assert";
import { fakeExercise, type FakeKit, fakeKit } from "../../_fake_kit.ts";
import { ProvedList } from "./proved_list.ts";

const suite = "tests/03_long_polling/01_hold_test.ts";
const proven = {
  file: "solutions/03_long_polling/01_hold.ts",
  exercise: fakeExercise(),
  explanations: [],
};

function kitWith(): Promise<FakeKit> {
  return fakeKit({
    "tests/mutants/README.md": "",
    [suite]: "",
    [proven.file]: "a();",
  });
}

Deno.test("nothing is proved before it is written down, and it can be taken back", async () => {
  await using kit = await kitWith();
  assertEquals(new ProvedList(kit.root).has(proven), false);
  new ProvedList(kit.root).set(proven, true);
  assertEquals(new ProvedList(kit.root).has(proven), true);
  new ProvedList(kit.root).set(proven, false);
  assertEquals(new ProvedList(kit.root).has(proven), false);
});

Deno.test("a changed solution, suite or explanation is not proved", async () => {
  for (const file of [suite, proven.file]) {
    await using kit = await kitWith();
    new ProvedList(kit.root).set(proven, true);
    await Deno.writeTextFile(new URL(file, kit.root), "b();");
    assertEquals(new ProvedList(kit.root).has(proven), false);
  }
  await using kit = await kitWith();
  new ProvedList(kit.root).set(proven, true);
  const explanation = {
    exercise: "3.1",
    in: "a();",
    change: "a → b",
    because: "Nobody can tell the difference.",
  };
  const other = { ...proven, explanations: [explanation] };
  assertEquals(new ProvedList(kit.root).has(other), false);
});
