/**
 * Adds a row to a table of Markdown, behind the last row that is like it.
 *
 * @param text The whole file
 * @param like Finds the rows among which the new one belongs; the first that finds some counts
 * @returns The text with the row, or as it was where no such row is
 */
export function addRow(
  text: string,
  like: readonly RegExp[],
  row: string,
): string {
  const lines = text.split("\n");
  const last = like.map((each) =>
    lines.findLastIndex((line) => each.test(line))
  )
    .find((found) => found >= 0);
  if (last === undefined) return text;
  return lines.toSpliced(last + 1, 0, row).join("\n");
}
