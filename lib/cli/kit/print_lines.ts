import { printable } from "./printable.ts";

/** Characters after which a line that does not end is printed and broken. */
const MAX_LINE = 8_192;

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
    for (; rest.length > MAX_LINE; rest = rest.slice(MAX_LINE)) {
      print(prefix + printable(rest.slice(0, MAX_LINE)));
    }
  }
  if (rest) print(prefix + printable(rest));
}
