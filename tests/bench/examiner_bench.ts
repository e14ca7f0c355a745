/**
 * From the start of `deno test` to the last verdict, for one server exercise
 * and one client exercise with ten checks each. For comparison: ten empty
 * tests cost vitest 0.95 s and jest 0.62 s on a machine like ours.
 *
 * @module
 */
import { join } from "@std/path";
import { collectSuite } from "exam";
import { median } from "../../lib/kernel/_bench/median.ts";

const kit = join(import.meta.dirname!, "../..");
const rounds = 9;
const checks = 10;

/** Ten checks of the suite at `path` on the solution, in milliseconds. */
async function startToVerdict(
  path: string,
  only: readonly string[],
): Promise<number> {
  const startedAt = performance.now();
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["test", "--allow-all", "--no-check", `tests/${path}_test.ts`],
    cwd: kit,
    env: {
      EXAM_SUBJECT: "solutions",
      EXAM_ONLY: JSON.stringify(only),
      NO_COLOR: "1",
    },
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stdout));
  return performance.now() - startedAt;
}

async function report(kind: string, path: string, aim: string): Promise<void> {
  const { checks: all } = await collectSuite(path);
  // Checks in real time measure their own waiting.
  const only = all.filter(({ realTime }) => !realTime).slice(0, checks).map((
    { name },
  ) => name);
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    times.push(await startToVerdict(path, only));
  }
  const seconds = (median(times) / 1000).toFixed(2);
  const [fastest, slowest] = [Math.min(...times), Math.max(...times)].map((
    ms,
  ) => (ms / 1000).toFixed(2));
  console.log(
    `${kind}, ${only.length} checks: median ${seconds} s of ${rounds} rounds (${fastest} to ${slowest})${aim}`,
  );
}

await report(
  "server exercise 3.2",
  "03_long_polling/02_time_out",
  ", aim at most 1.0 s on two idle cores",
);
await report("client exercise 3.4", "03_long_polling/04_ask_at_once", "");
Deno.exit(0);
