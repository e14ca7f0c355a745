import { printable } from "./printable.ts";

/**
 * Prints what a process writes, line by line, until it ends.
 *
 * @param stream Its standard output or standard error
 * @param prefix Put before every line
 */
export async function printLines(
  stream: ReadableStream<Uint8Array>,
  prefix: string,
  print: (line: string) => void,
): Promise<void> {
  let rest = "";
  for await (const part of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + part).split(/\r?\n/);
    rest = lines.pop() ?? "";
    for (const line of lines) print(prefix + printable(line));
  }
  if (rest) print(prefix + printable(rest));
}
