import { fromFileUrl } from "@std/path";
import { testsWith } from "./_program.ts";

/** Registers tests that get the path of a Python which knows `websockets`. */
export const testWithPython: ReturnType<typeof testsWith> = testsWith({
  name: "python3",
  from:
    "`apt-get install python3-websockets` (Debian) or `pip install websockets`",
  isUsable: (path) =>
    new Deno.Command(path, {
      args: ["-c", "import websockets"],
      stderr: "null",
    }).outputSync().success,
});

/** A script of this folder, ready to be run. */
export function pythonScript(
  path: string,
  name: string,
  ...args: string[]
): Deno.Command {
  const script = fromFileUrl(new URL(name, import.meta.url));
  return new Deno.Command(path, {
    args: [script, ...args],
    env: { PYTHONUNBUFFERED: "1", PYTHONDONTWRITEBYTECODE: "1" },
    stdin: "null",
    stdout: "piped",
  });
}
