import { assertEquals, assertMatch } from "@std/assert";
import { fakeKit } from "../_fake_kit.ts";
import { ProgressStore } from "./progress_store.ts";

const NOON = Date.UTC(2026, 0, 5, 12);

function openStore(root: URL, warnings: string[] = []): ProgressStore {
  return new ProgressStore(new URL(".progress.json", root), {
    warn: (line) => warnings.push(line),
    now: () => NOON,
  });
}

async function readFile(root: URL): Promise<Record<string, unknown>> {
  return JSON.parse(await Deno.readTextFile(new URL(".progress.json", root)));
}

Deno.test("ProgressStore remembers gradings and the first pass", async () => {
  await using kit = await fakeKit();
  const store = openStore(kit.root);
  store.graded("long_polling/hold", { passed: 8, of: 8 });
  store.graded("long_polling/hold", { passed: 7, of: 8 });
  assertEquals(openStore(kit.root).of("long_polling/hold"), {
    passed: false,
    firstPassedAt: "2026-01-05T12:00:00.000Z",
    gradedAt: "2026-01-05T12:00:00.000Z",
    checks: { passed: 7, of: 8 },
  });
});

Deno.test("ProgressStore counts no checks as not passed", async () => {
  await using kit = await fakeKit();
  const store = openStore(kit.root);
  store.graded("long_polling/hold", { passed: 0, of: 0 });
  assertEquals(store.of("long_polling/hold").passed, false);
});

Deno.test("ProgressStore keeps exercises and fields that it does not know", async () => {
  const file = {
    version: 1,
    note: "mine",
    exercises: { "carrier_pigeons/feed": { passed: true, wings: 2 } },
  };
  await using kit = await fakeKit({ ".progress.json": JSON.stringify(file) });
  openStore(kit.root).hinted("long_polling/hold", 2);
  assertEquals(await readFile(kit.root), {
    ...file,
    exercises: { ...file.exercises, "long_polling/hold": { hints: 2 } },
  });
});

Deno.test("ProgressStore writes the same bytes for the same progress", async () => {
  await using kit = await fakeKit();
  openStore(kit.root).hinted("b/b", 1);
  openStore(kit.root).hinted("a/a", 1);
  const text = await Deno.readTextFile(new URL(".progress.json", kit.root));
  assertEquals(text.indexOf("a/a") < text.indexOf("b/b"), true);
  assertMatch(text, /\}\n$/);
});

for (const damage of ["", "{", "[]", "null", '{"exercises":[]}', "\x00\x01"]) {
  Deno.test(`ProgressStore keeps a copy of ${JSON.stringify(damage)}`, async () => {
    await using kit = await fakeKit({ ".progress.json": damage });
    const warnings: string[] = [];
    const store = openStore(kit.root, warnings);
    assertEquals(store.of("long_polling/hold"), {});
    store.hinted("long_polling/hold", 1);
    assertEquals(store.of("long_polling/hold"), { hints: 1 });
    const copy = new URL(
      ".progress.2026-01-05T12-00-00.000Z.damaged",
      kit.root,
    );
    assertEquals(await Deno.readTextFile(copy), damage);
    assertEquals(warnings.length, 1);
    assertMatch(warnings[0]!, /damaged.*a new one begins/);
  });
}

Deno.test("ProgressStore takes an entry of a wrong shape for nothing", async () => {
  const text = JSON.stringify({ exercises: { "a/a": "yes" } });
  await using kit = await fakeKit({ ".progress.json": text });
  assertEquals(openStore(kit.root).of("a/a"), {});
});

Deno.test("ProgressStore says once that it cannot write, and goes on", () => {
  const warnings: string[] = [];
  const root = new URL("file:///no/such/folder/");
  const store = openStore(root, warnings);
  store.hinted("a/a", 1);
  store.graded("a/a", { passed: 1, of: 1 });
  assertEquals(store.of("a/a"), {});
  assertEquals(warnings.length, 1);
  assertMatch(
    warnings[0]!,
    /Cannot write \.progress\.json .*Everything else works/,
  );
});
