import { columns } from "./columns.ts";

/** What stands before the first line, and before those that follow. */
export interface Indents {
  readonly first?: string;
  readonly rest?: string;
}

/** Puts words on lines that have this many columns, indents included; a longer word stays whole. */
export function fill(
  words: readonly string[],
  width: number,
  { first = "", rest = "" }: Indents = {},
): string[] {
  const lines: string[] = [];
  let line: string | undefined;
  for (const word of words) {
    if (line === undefined) line = first + word;
    // Blanks alone are no line: they belong to the word behind them.
    else if (
      line.trim() === "" || columns(line) + 1 + columns(word) <= width
    ) line += ` ${word}`;
    else {
      lines.push(line);
      line = rest + word;
    }
  }
  return [...lines, line ?? first];
}
