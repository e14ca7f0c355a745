/**
 * Whole commands, from the shell to the last verdict, beside the old way of
 * one check after the other in the same run. On two idle cores `grade 3.2`
 * aims at 1.0 s, `grade 3.4` at 1.5 s, the whole course at 45 s with one job
 * and 30 s with two.
 *
 * @module
 */
import { join } from "@std/path";
import { median } from "../../lib/kernel/_bench/median.ts";

const kit = join(import.meta.dirname!, "../..");

/** One command, in seconds. */
async function seconds(
  words: readonly string[],
  sideBySide?: number,
): Promise<number> {
  const startedAt = performance.now();
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "grade", ...words, "--subject", "solutions"],
    cwd: kit,
    env: {
      NO_COLOR: "1",
      ...(sideBySide === undefined
        ? {}
        : { EXAM_SIDE_BY_SIDE: `${sideBySide}` }),
    },
    stdin: "null",
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stdout));
  return (performance.now() - startedAt) / 1_000;
}

async function report(
  words: readonly string[],
  { rounds, aim }: { readonly rounds: number; readonly aim: string },
): Promise<number> {
  const [now, before]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    now.push(await seconds(words));
    before.push(await seconds(words, 1));
  }
  const [new_, old] = [median(now), median(before)];
  console.log(
    `grade ${words.join(" ")}: ${new_.toFixed(2)} s, one after the other ` +
      `${old.toFixed(2)} s, ratio ${(new_ / old).toFixed(2)}; aim ${aim}`,
  );
  return new_;
}

await seconds(["3.2"]);
await report(["3.2"], { rounds: 5, aim: "1.0 s" });
await report(["3.4"], { rounds: 5, aim: "1.5 s" });
const one = await report(["--all"], { rounds: 1, aim: "45 s" });
const two = await report(["--all", "--jobs", "2"], { rounds: 1, aim: "30 s" });
console.log(
  `Two jobs do ${(one / two).toFixed(2)} times as much as one; aim 1.7`,
);
Deno.exit(0);
