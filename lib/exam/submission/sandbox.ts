import { heapMebibytesMax } from "../limits.ts";
import type { Submission } from "./submission.ts";

/** The arguments of `deno run` for a subject, up to and with the runner. */
export function subjectArguments(
  submission: Submission,
  allowNet: string,
): string[] {
  const sandbox = sandboxArguments(submission, allowNet);
  return ["run", "--no-code-cache", ...sandbox, submission.runner];
}

/** What every `deno` that runs a learner's code is given. */
export function sandboxArguments(
  submission: Submission,
  allowNet: string,
): string[] {
  const variables = submission.environment.join(",");
  return [
    "--no-prompt",
    "--no-check",
    "--no-lock",
    "--cached-only",
    "--quiet",
    `--config=${submission.config}`,
    `--v8-flags=--max-old-space-size=${heapMebibytesMax}`,
    `--allow-net=${allowNet}`,
    `--allow-read=${submission.program}`,
    ...(variables === "" ? [] : [`--allow-env=${variables}`]),
  ];
}

/**
 * A clean environment: with `HTTP_PROXY` set, `fetch` would dial the proxy.
 * `DENO_DIR` is a file: `caches`, `localStorage` and compiled modules would be
 * written there without asking, would fill the disk and outlive the run. A
 * process that cannot keep anything leaves nothing, and finds nothing. Nor may
 * it try: Deno tries six times to keep what it has compiled, over 150 ms.
 */
export function subjectEnvironment(
  { nowhere }: Submission,
): Record<string, string> {
  const systemRoot = Deno.env.get("SystemRoot");
  return {
    DENO_DIR: nowhere,
    DENO_EMIT_CACHE_MODE: "disable",
    NO_COLOR: "1",
    NO_PROXY: "127.0.0.1",
    DENO_NO_UPDATE_CHECK: "1",
    DENO_NO_PACKAGE_JSON: "1",
    ...(systemRoot === undefined ? {} : { SystemRoot: systemRoot }),
  };
}
