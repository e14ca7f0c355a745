import { fromFileUrl } from "@std/path";
import type { Kit } from "../kit/kit.ts";
import { printLines } from "../kit/print_lines.ts";
import { stopChild } from "../kit/stop_child.ts";

/** The learner's file, running. */
export interface TryProcess extends AsyncDisposable {
  /** Resolves when it has ended, by itself or not. */
  readonly ended: Promise<void>;
}

/**
 * Starts Deno in the kit's folder with the learner's file.
 *
 * @param prefix Put before every line that it prints
 * @param args The arguments of `deno`
 */
export function startLearner(
  { root, terminal }: Pick<Kit, "root" | "terminal">,
  prefix: string,
  args: readonly string[],
): TryProcess {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: fromFileUrl(root),
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const print = (line: string) => terminal.print(line);
  const printed = Promise.all([
    printLines(child.stdout, prefix, print),
    printLines(child.stderr, prefix, print),
  ]);
  return {
    ended: printed.then(() => child.status).then(() => {}),
    async [Symbol.asyncDispose]() {
      await stopChild(child);
      await printed;
      await child.stdin.close().catch(() => {});
    },
  };
}
