/**
 * The command line: `deno run -A lib/cli/main.ts <command>`.
 *
 * This file uses old syntax only and imports nothing but two neighbours, so that
 * a Deno which cannot run the rest still says what to do.
 *
 * @module
 */
import { cannotLoad } from "./doctor/cannot_load.ts";
import { tooOld } from "./too_old.ts";

const refusal = tooOld(Deno.version.deno);
if (refusal) {
  console.error(refusal);
  Deno.exit(2);
}

// A computed name keeps the rest out of the module graph until here.
const rest = "./run.ts";
let run: (words: string[]) => Promise<number>;
try {
  run = (await import(rest)).run;
} catch (error) {
  console.error(cannotLoad(error));
  Deno.exit(2);
}
Deno.exit(await run(Deno.args));
