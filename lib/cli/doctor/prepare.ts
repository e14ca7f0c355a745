import { fromFileUrl } from "@std/path";
import {
  bundledRunner,
  hasBundledRunner,
} from "../../exam/submission/parts.ts";
import type { Kit } from "../kit/kit.ts";
import { remedyFor } from "./cannot_load.ts";
import { type Obstacle, surroundings } from "./surroundings.ts";
import { UsageError } from "../kit/usage_error.ts";

/** What a grading loads: the examiner, and the part that runs beside the learner's code. */
const ENTRY_POINTS: readonly string[] = [
  "lib/exam/mod.ts",
  "lib/exam/subject/runner.ts",
];

/**
 * Caches what the examiner needs, and bundles what its sandboxed processes
 * load: they may not download anything.
 *
 * The one place for this: the first `lesson` and every `grade` come by here.
 *
 * @param options With `anew` all is looked at, also what was bundled before
 * @throws {UsageError} When something around the kit keeps it from working, or
 * the packages cannot be fetched
 */
export async function prepare(
  { root, terminal }: Pick<Kit, "root" | "terminal">,
  { anew = false }: { readonly anew?: boolean } = {},
): Promise<void> {
  for (const look of surroundings) {
    const obstacle = await look();
    if (obstacle?.isGoneAround) terminal.warn(sentence(obstacle));
    else if (obstacle) throw new UsageError(sentence(obstacle), "doctor");
  }
  // It was bundled of what had been cached, and nothing has changed since.
  if (!anew && hasBundledRunner()) return;
  terminal.status("Getting ready …");
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["cache", "--quiet", ...ENTRY_POINTS],
    cwd: fromFileUrl(root),
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "null",
  }).output();
  if (success) return void await bundledRunner();
  const [cause = ""] = new TextDecoder().decode(stderr).split("\n\n");
  throw new UsageError(
    `Cannot fetch the packages that the examiner needs: ${cause.trim()}. ${
      remedyFor(cause)
    }`,
    "doctor",
  );
}

function sentence({ about, says, remedy }: Obstacle): string {
  return `${about}: ${says}. ${remedy}`;
}
