/** What folds the hints away on a page: no part of any of them. */
const FOLD = /^<\/?(details|summary)\b/;

/**
 * Reads the hints of one exercise out of its lesson's exercise text, folded or not.
 *
 * @param readme The Markdown text, one `## 3.2 …` part for each exercise
 * @param number The exercise, "3.2"
 * @returns The hints in their order, Markdown, without their numbers
 */
export function hintsOf(readme: string, number: string): string[] {
  const lines = readme.replaceAll("\r\n", "\n").split("\n");
  const part = section(
    lines,
    new RegExp(`^## ${RegExp.escape(number)}(\\s|$)`),
  );
  const hints: string[][] = [];
  for (const line of section(part, /^### Hints\s*$/)) {
    if (FOLD.test(line)) continue;
    const start = /^\d+\.\s+(.*)$/.exec(line);
    if (start) hints.push([start[1]!]);
    else hints.at(-1)?.push(line.replace(/^ {1,3}/, ""));
  }
  return hints.map((hint) => hint.join("\n").trim());
}

/** The lines under a heading, up to the next of the same or a higher level. */
function section(lines: readonly string[], heading: RegExp): string[] {
  const start = lines.findIndex((line) => heading.test(line));
  if (start < 0) return [];
  const level = lines[start]!.indexOf(" ");
  const end = lines.findIndex((line, index) =>
    index > start && new RegExp(`^#{1,${level}} `).test(line)
  );
  return lines.slice(start + 1, end < 0 ? lines.length : end);
}
