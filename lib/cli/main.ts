/**
 * The command line: `deno run -A lib/cli/main.ts <command>`.
 *
 * This file uses old syntax only and imports nothing but its two neighbours,
 * so that a Deno which cannot run the rest still says what to do, and so that
 * the size of the first download is said before it starts.
 *
 * @module
 */
import { tooOld } from "./too_old.ts";
import { announceDownload } from "./announce_download.ts";

const refusal = tooOld(Deno.version.deno);
if (refusal) {
  console.error(refusal);
  Deno.exit(2);
}
await announceDownload();

// A computed name keeps the rest out of the module graph until here.
const rest = "./run.ts";
const { run }: { run(words: string[]): Promise<number> } = await import(rest);
Deno.exit(await run(Deno.args));
