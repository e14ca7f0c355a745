import { dirname, join } from "@std/path";
import { heapMebibytesMax } from "./limits.ts";
import { kitFolder } from "./kit_folder.ts";
import type { Submission } from "./submission.ts";

const runner = new URL("./subject/runner.ts", import.meta.url).href;

/** The arguments of `deno run` for a subject, up to and with the runner. */
export function subjectArguments(
  submission: Submission,
  allowNet: string,
): string[] {
  const sandbox = sandboxArguments(submission, allowNet);
  // The cache would be written anew by every process, and read by none.
  return ["run", "--no-code-cache", ...sandbox, runner];
}

/** What every `deno` that runs a learner's code is given. */
export function sandboxArguments(
  submission: Submission,
  allowNet: string,
): string[] {
  const readable = [submission.folder, ...submission.rooms];
  const variables = submission.environment.join(",");
  return [
    "--no-prompt",
    "--no-check",
    "--cached-only",
    "--frozen",
    "--quiet",
    `--lock=${submission.lock}`,
    `--config=${submission.config}`,
    `--v8-flags=--max-old-space-size=${heapMebibytesMax}`,
    `--allow-net=${allowNet}`,
    `--allow-read=${readable.join(",")}`,
    ...(variables === "" ? [] : [`--allow-env=${variables}`]),
  ];
}

/**
 * A clean environment: with `HTTP_PROXY` set, `fetch` would dial the proxy.
 * `DENO_DIR` is a folder of the process's own, because `caches` and
 * `localStorage` write there without asking and outlive the run; only the
 * packages and the compiled sources are the shared ones.
 */
export function subjectEnvironment(denoDir: string): Record<string, string> {
  const shared = sharedDenoDir();
  link(join(shared, "npm"), join(denoDir, "npm"));
  // What Deno compiles of the kit is kept; what it compiles of an exercise
  // goes when the process goes.
  link(join(shared, compiledKit), join(denoDir, compiledKit));
  const systemRoot = Deno.env.get("SystemRoot");
  return {
    DENO_DIR: denoDir,
    NO_COLOR: "1",
    NO_PROXY: "127.0.0.1",
    DENO_NO_UPDATE_CHECK: "1",
    ...(systemRoot === undefined ? {} : { SystemRoot: systemRoot }),
  };
}

/** Where below `DENO_DIR` the compiled sources of the kit are. */
const compiledKit = Deno.build.os === "windows"
  ? "gen"
  : join("gen", "file", kitFolder);

function link(target: string, path: string): void {
  Deno.mkdirSync(target, { recursive: true });
  Deno.mkdirSync(dirname(path), { recursive: true });
  Deno.symlinkSync(target, path, { type: "junction" });
}

let found: string | undefined;

/** The folder in which this Deno keeps its packages. */
function sharedDenoDir(): string {
  return found ??= Deno.env.get("DENO_DIR") ?? askDeno();
}

function askDeno(): string {
  const { stdout } = new Deno.Command(Deno.execPath(), {
    args: ["info", "--json"],
  }).outputSync();
  const { npmCache } = JSON.parse(new TextDecoder().decode(stdout)) as {
    npmCache: string;
  };
  return dirname(npmCache);
}
