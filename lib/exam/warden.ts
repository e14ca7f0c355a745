/** Sees to it that nothing of the examiner outlives it. */
export interface Warden {
  /** Kills the process `pid` when the examiner ends. */
  watch(pid: number): void;
  /** The process `pid` has ended: its number may belong to another one soon. */
  forget(pid: number): void;
  /** Removes `folder` when the examiner ends. */
  remove(folder: string): void;
}

let running: Warden | undefined;

/** Returns the warden of this process; the first call starts it. */
export function warden(): Warden {
  return running ??= start();
}

function start(): Warden {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--allow-all",
      "--no-check",
      "--quiet",
      new URL("./warden_process.ts", import.meta.url).href,
    ],
    stdin: "piped",
    stdout: "null",
    stderr: "null",
  }).spawn();
  child.unref();
  const writer = child.stdin.getWriter();
  const encoder = new TextEncoder();
  const say = (line: string) =>
    void writer.write(encoder.encode(`${line}\n`)).catch(() => {});
  return {
    watch: (pid) => say(`watch ${pid}`),
    forget: (pid) => say(`forget ${pid}`),
    remove: (folder) => say(`remove ${folder}`),
  };
}
