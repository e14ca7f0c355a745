/** Fields of `/proc/PID/stat` between the name of the program and the start time. */
const fieldsBeforeStart = 19;

/**
 * Returns what tells a process from a later one with the same number: when it
 * was started.
 *
 * @returns `undefined` when there is no such process.
 */
export async function processIdentity(
  pid: number,
): Promise<string | undefined> {
  try {
    if (Deno.build.os === "linux") return startInProc(pid);
    if (Deno.build.os === "darwin") return await startInPs(pid);
    return "";
  } catch {
    return undefined;
  }
}

/** The name of the program stands in brackets, and may hold some itself. */
function startInProc(pid: number): string | undefined {
  const text = Deno.readTextFileSync(`/proc/${pid}/stat`);
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return fields[fieldsBeforeStart];
}

async function startInPs(pid: number): Promise<string | undefined> {
  const ps = new Deno.Command("ps", {
    args: ["-o", "lstart=", "-p", String(pid)],
  });
  const { stdout } = await ps.output();
  return new TextDecoder().decode(stdout).trim() || undefined;
}
