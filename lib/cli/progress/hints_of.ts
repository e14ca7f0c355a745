/**
 * Reads the hints of an exercise: a numbered list below a heading.
 *
 * @param text Markdown: `exercises/…/hints/….md`
 * @returns The hints in their order, Markdown, without their numbers
 */
export function hintsOf(text: string): string[] {
  const hints: string[][] = [];
  for (const line of text.replaceAll("\r\n", "\n").split("\n")) {
    const start = /^\d+\.\s+(.*)$/.exec(line);
    if (start) hints.push([start[1]!]);
    else hints.at(-1)?.push(line.replace(/^ {1,3}/, ""));
  }
  return hints.map((hint) => hint.join("\n").trim());
}
