/** How long to wait before looking for new lines, in real milliseconds. */
const LOOK_EVERY_MS = 40;

/**
 * Reads the lines of a file while another process still writes it.
 *
 * @param path The file
 * @param ended Settles when nobody writes any more
 * @returns Each whole line without its end; a last line without an end, as a
 * kill leaves it, is not given
 */
export async function* followLines(
  path: string,
  ended: Promise<unknown>,
): AsyncGenerator<string> {
  let writing = true;
  const end = ended.catch(() => {}).then(() => {
    writing = false;
  });
  using file = await Deno.open(path);
  const decoder = new TextDecoder();
  let rest = "";
  while (true) {
    // Asked before reading: what was written before the end is still read.
    const last = !writing;
    const lines = (rest + await readAll(file, decoder)).split("\n");
    rest = lines.pop() ?? "";
    yield* lines.filter((line) => line.trim() !== "");
    if (last) return;
    await pause(end);
  }
}

async function readAll(
  file: Deno.FsFile,
  decoder: TextDecoder,
): Promise<string> {
  const buffer = new Uint8Array(65_536);
  let text = "";
  for (let read; (read = await file.read(buffer)) !== null;) {
    text += decoder.decode(buffer.subarray(0, read), { stream: true });
  }
  return text;
}

/** Waits for the next look, or less when the writer ends before. */
async function pause(end: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, LOOK_EVERY_MS);
  });
  await Promise.race([look, end]);
  clearTimeout(timer);
}
