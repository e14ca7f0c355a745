/** Headings under which nothing is demanded that a check could judge. */
const ABOUT =
  /^(What the tests do|Both right|Out of scope|Hints|You may import|Know your .+|Compare with the example)$/;

/** The headings of one exercise's part, and of what holds for its whole lesson. */
export interface Headings {
  /** All that a check may name. */
  readonly all: ReadonlySet<string>;
  /** Those of its part that demand something. */
  readonly demanding: readonly string[];
}

/**
 * Reads the headings of the exercise text.
 *
 * @param number Of the exercise, "3.2"
 */
export function headingsOf(text: string, number: string): Headings {
  const all = new Set<string>();
  const demanding: string[] = [];
  let part = "";
  for (const [, marks = "", title = ""] of text.matchAll(/^(#{1,4}) (.+)$/gm)) {
    if (marks.length <= 2) part = title;
    const own = part.startsWith(`${number} `);
    if (!own && /^\d+\.\d+ /.test(part)) continue;
    all.add(title);
    if (own && marks.length === 3 && !ABOUT.test(title)) demanding.push(title);
  }
  return { all, demanding };
}
