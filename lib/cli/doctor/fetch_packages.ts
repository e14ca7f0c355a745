import { fromFileUrl } from "@std/path";
import { bundledRunner } from "../../exam/submission/parts.ts";
import type { Kit } from "../kit/kit.ts";
import { UsageError } from "../kit/usage_error.ts";
import { remedyFor } from "./cannot_load.ts";

/** What a grading loads: the examiner, and the part that runs beside the learner's code. */
const ENTRY_POINTS: readonly string[] = [
  "lib/exam/mod.ts",
  "lib/exam/subject/runner.ts",
];

/**
 * Caches what the examiner needs, and bundles what its sandboxed processes
 * load: they may not download anything.
 *
 * @throws {UsageError} When the packages cannot be fetched
 */
export async function fetchPackages(
  { root, terminal }: Pick<Kit, "root" | "terminal">,
): Promise<void> {
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
