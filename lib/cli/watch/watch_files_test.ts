import { assertEquals } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { type FakeKit, fakeKit } from "../_fake_kit.ts";
import { watchFiles } from "./watch_files.ts";

const NAMES = ["a.ts", "b.ts"];

function files(kit: FakeKit): URL[] {
  return NAMES.map((name) => new URL(name, kit.root));
}

function noWatcher(): Deno.FsWatcher {
  throw new Error("too many watches");
}

/** Writes a file with a time of change that surely differs. */
async function save(file: URL, text: string, seconds: number): Promise<void> {
  await Deno.writeTextFile(file, text);
  await Deno.utime(file, seconds, seconds);
}

async function next(
  time: FakeTime,
  saved: AsyncGenerator<URL[]>,
): Promise<string[]> {
  let names: string[] | undefined;
  const coming = saved.next().then(({ value }) => {
    names = value?.map((url: URL) => url.pathname.split("/").at(-1)!) ?? [];
  });
  while (!names) await time.tickAsync(100);
  await coming;
  return names;
}

Deno.test("watchFiles() looks by itself when the system cannot watch", async () => {
  await using kit = await fakeKit({ "a.ts": "1", "b.ts": "1" });
  using time = new FakeTime();
  const { signal } = new AbortController();
  const causes: string[] = [];
  const onPolling = (cause: string) => void causes.push(cause);
  const saved = watchFiles(kit.root, files(kit), {
    signal,
    onPolling,
    watch: noWatcher,
  });
  const first = next(time, saved);
  await save(new URL("b.ts", kit.root), "2", 1_000);
  assertEquals(await first, ["b.ts"]);
  assertEquals(causes, ["too many watches"]);
  const second = next(time, saved);
  await save(new URL("a.ts", kit.root), "2", 2_000);
  assertEquals(await second, ["a.ts"]);
  await saved.return(undefined);
});

Deno.test("watchFiles() takes an empty or missing file for a save that goes on", async () => {
  await using kit = await fakeKit({ "a.ts": "1", "b.ts": "1" });
  using time = new FakeTime();
  const controller = new AbortController();
  const options = { signal: controller.signal, watch: noWatcher };
  const saved = watchFiles(kit.root, files(kit), options);
  const first = next(time, saved);
  await save(new URL("a.ts", kit.root), "", 1_000);
  await Deno.remove(new URL("b.ts", kit.root));
  await time.tickAsync(5_000);
  await save(new URL("a.ts", kit.root), "2", 2_000);
  assertEquals(await first, ["a.ts"]);
  await saved.return(undefined);
});

Deno.test("watchFiles() hears from the system at once and ends at the abort", async () => {
  await using kit = await fakeKit({ "a.ts": "1", "b.ts": "1" });
  const controller = new AbortController();
  const saved = watchFiles(kit.root, files(kit), { signal: controller.signal });
  const first = saved.next();
  await save(new URL("a.ts", kit.root), "2", 1_000);
  assertEquals((await first).value, [new URL("a.ts", kit.root)]);
  const second = saved.next();
  controller.abort();
  assertEquals((await second).done, true);
});
