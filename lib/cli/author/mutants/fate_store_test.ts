import { assertEquals } from "@std/assert";
import { fakeExercise, type FakeKit, fakeKit } from "../../_fake_kit.ts";
import { fakeMutant } from "./_fake_mutant.ts";
import { FateStore } from "./fate_store.ts";

const exercise = fakeExercise();
const mutant = fakeMutant();
const rejected = { kind: "rejected", by: "the check" } as const;
const suite = "tests/03_long_polling/01_hold_test.ts";

/** A kit with an examiner, a suite and a helper of it. */
function kitWith(): Promise<FakeKit> {
  return fakeKit({
    "lib/exam/mod.ts": "",
    "lib/push_service/mod.ts": "",
    "lessons/03_long_polling/lesson.ts": "",
    [suite]: 'import { a } from "../_helper.ts";',
    "tests/_helper.ts": "",
    [mutant.file]: "a();",
  });
}

Deno.test("a fate is known to the next run", async () => {
  await using kit = await kitWith();
  assertEquals(new FateStore(kit.root, exercise).get(mutant), undefined);
  new FateStore(kit.root, exercise).set(mutant, rejected);
  assertEquals(new FateStore(kit.root, exercise).get(mutant), rejected);
  const other = fakeMutant({ text: "c();" });
  assertEquals(new FateStore(kit.root, exercise).get(other), undefined);
});

Deno.test("it is forgotten when suite, helper or examiner change", async () => {
  for (const file of [suite, "tests/_helper.ts", "lib/exam/mod.ts"]) {
    await using kit = await kitWith();
    new FateStore(kit.root, exercise).set(mutant, rejected);
    await Deno.writeTextFile(new URL(file, kit.root), "// Changed", {
      append: true,
    });
    assertEquals(new FateStore(kit.root, exercise).get(mutant), undefined);
  }
});

Deno.test("a fault of the examiner is not kept", async () => {
  await using kit = await kitWith();
  const store = new FateStore(kit.root, exercise);
  store.set(mutant, { kind: "harness-error", told: "why" });
  assertEquals(store.get(mutant), undefined);
});

Deno.test("mutants that are made no more are forgotten", async () => {
  await using kit = await kitWith();
  const store = new FateStore(kit.root, exercise);
  const other = fakeMutant({ text: "c();" });
  store.set(mutant, rejected);
  store.set(other, { kind: "survived" });
  store.keepOnly([other]);
  const next = new FateStore(kit.root, exercise);
  assertEquals(next.get(mutant), undefined);
  assertEquals(next.get(other), { kind: "survived" });
});
