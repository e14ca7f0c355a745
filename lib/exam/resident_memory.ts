/** Linux counts memory in pages of this size. */
const pageBytes = 4096;

/**
 * Returns the resident memory of a process in bytes, read from outside, so
 * that buffers beside the heap count too.
 *
 * @returns `undefined` where this system does not tell or the process is gone.
 */
export async function residentMemory(pid: number): Promise<number | undefined> {
  try {
    if (Deno.build.os === "linux") return await fromProc(pid);
    if (Deno.build.os === "darwin") return await fromPs(pid);
  } catch {
    // The process ended between two looks.
  }
  return undefined;
}

async function fromProc(pid: number): Promise<number> {
  const text = await Deno.readTextFile(`/proc/${pid}/statm`);
  return Number(text.split(" ")[1]) * pageBytes;
}

async function fromPs(pid: number): Promise<number> {
  const ps = new Deno.Command("ps", {
    args: ["-o", "rss=", "-p", String(pid)],
  });
  const { stdout } = await ps.output();
  return Number(new TextDecoder().decode(stdout)) * 1024;
}
