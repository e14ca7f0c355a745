/**
 * Returns the resident memory of a process in bytes, read from outside, so
 * that buffers beside the heap count too.
 *
 * @returns `undefined` where this system does not tell or the process is gone.
 */
export async function residentMemory(pid: number): Promise<number | undefined> {
  try {
    if (Deno.build.os === "linux") return fromProc(pid);
    if (Deno.build.os === "darwin") return await fromPs(pid);
  } catch {
    // The process ended between two looks.
  }
  return undefined;
}

/**
 * In kB, whatever the size of a page is; a process that has ended has none.
 * What the system has moved out to swap is still taken.
 */
function fromProc(pid: number): number | undefined {
  const text = Deno.readTextFileSync(`/proc/${pid}/status`);
  const kilobytes = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(text)?.[1]);
  const resident = kilobytes("VmRSS");
  if (Number.isNaN(resident)) return undefined;
  return (resident + (kilobytes("VmSwap") || 0)) * 1024;
}

async function fromPs(pid: number): Promise<number> {
  const ps = new Deno.Command("ps", {
    args: ["-o", "rss=", "-p", String(pid)],
  });
  const { stdout } = await ps.output();
  return Number(new TextDecoder().decode(stdout)) * 1024;
}
