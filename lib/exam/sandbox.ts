import { dirname, join } from "@std/path";
import { heapMebibytesMax } from "./limits.ts";
import { kitFolder, type Submission } from "./submission.ts";

const runner = new URL("./subject/runner.ts", import.meta.url).href;

/** The folders of the kit that a subject may read: its public rooms. */
const publicRooms = ["kernel", "std", "exam/subject/doors"].map((room) =>
  join(kitFolder, "lib", room)
);

/** The arguments of `deno` for a subject, up to and with the runner. */
export function subjectArguments(
  submission: Submission,
  allowNet: string,
): string[] {
  const readable = [submission.folder, ...publicRooms].map(escapeCommas).join(
    ",",
  );
  return [
    "run",
    "--no-prompt",
    "--no-check",
    "--cached-only",
    "--frozen",
    "--quiet",
    `--lock=${submission.lock}`,
    `--config=${submission.config}`,
    `--v8-flags=--max-old-space-size=${heapMebibytesMax}`,
    `--allow-net=${allowNet}`,
    `--allow-read=${readable}`,
    runner,
  ];
}

/**
 * A clean environment: with `HTTP_PROXY` set, `fetch` would dial the proxy.
 * `DENO_DIR` is a folder of the process's own, because `caches` and
 * `localStorage` write there without asking and outlive the run; only the
 * packages and the compiled sources are the shared ones.
 */
export function subjectEnvironment(denoDir: string): Record<string, string> {
  for (const name of ["npm", "gen"]) {
    Deno.symlinkSync(join(sharedDenoDir(), name), join(denoDir, name), {
      type: "junction",
    });
  }
  const systemRoot = Deno.env.get("SystemRoot");
  return {
    DENO_DIR: denoDir,
    NO_COLOR: "1",
    NO_PROXY: "127.0.0.1",
    DENO_NO_UPDATE_CHECK: "1",
    ...(systemRoot === undefined ? {} : { SystemRoot: systemRoot }),
  };
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

/** In a list of paths Deno reads `,,` as a comma. */
function escapeCommas(path: string): string {
  return path.replaceAll(",", ",,");
}
