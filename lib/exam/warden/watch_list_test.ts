import { assert, assertEquals } from "@std/assert";
import { processIdentity } from "./process_identity.ts";
import { residentMemory } from "./resident_memory.ts";
import { WatchList } from "./watch_list.ts";

/** A list over processes that exist in this test only. */
function list(of: { identity: string; bytes: number }) {
  const killed: number[] = [];
  const watchList = new WatchList({
    identityOf: () => Promise.resolve(of.identity),
    memoryOf: () => Promise.resolve(of.bytes),
    kill: (pid) => void killed.push(pid),
  });
  return { watchList, killed };
}

Deno.test("WatchList kills who takes more than it may, and remembers at how much", async () => {
  const process = { identity: "first", bytes: 10 };
  const { watchList, killed } = list(process);
  await watchList.watch(7, 100);
  await watchList.look(7);
  assertEquals([killed, watchList.forget(7)], [[], undefined]);
  await watchList.watch(7, 100);
  process.bytes = 101;
  await watchList.look(7);
  assertEquals([killed, watchList.forget(7)], [[7], 101]);
});

Deno.test("WatchList leaves a number alone that belongs to somebody else by now", async () => {
  const process = { identity: "first", bytes: 10 };
  const { watchList, killed } = list(process);
  await watchList.watch(7, 100);
  process.identity = "second";
  process.bytes = 1_000;
  await watchList.look(7);
  await watchList.killAll();
  assertEquals([killed, watchList.forget(7)], [[], undefined]);
});

Deno.test("WatchList kills at the end whom nobody forgot", async () => {
  const { watchList, killed } = list({ identity: "first", bytes: 10 });
  await watchList.watch(7, 100);
  await watchList.watch(8, 100);
  watchList.forget(7);
  await watchList.killAll();
  assertEquals(killed, [8]);
});

Deno.test({
  name:
    "a process has an identity and a memory, one that does not exist has none",
  ignore: Deno.build.os === "windows",
  async fn() {
    assert(await processIdentity(Deno.pid));
    assertEquals(
      await processIdentity(Deno.pid),
      await processIdentity(Deno.pid),
    );
    assert(await residentMemory(Deno.pid) ?? 0 > 1_000_000);
    assertEquals(await processIdentity(2 ** 30), undefined);
    assertEquals(await residentMemory(2 ** 30), undefined);
  },
});
