/**
 * Breaks a text at spaces so that each line fits.
 *
 * @param text One paragraph; its own line breaks count as spaces
 * @param width The columns that a line may fill
 * @param indent Put before every line but the first
 * @returns The text with line breaks; a longer word stays whole
 */
export function wrap(text: string, width: number, indent = ""): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.trim().split(/\s+/)) {
    const start = lines.length > 0 ? indent : "";
    if (line && (start + line).length + 1 + word.length > width) {
      lines.push(start + line);
      line = word;
    } else {
      line = line ? `${line} ${word}` : word;
    }
  }
  lines.push((lines.length > 0 ? indent : "") + line);
  return lines.join("\n");
}
