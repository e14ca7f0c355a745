import { columns, columnsOf } from "./columns.ts";

/** Characters for each column, at most: marks and parts of an emoji take none. */
const MAX_CHARACTERS_A_COLUMN = 16;

/** A text shortened to at most `width` columns, with an ellipsis in place of what is missing. */
export function fit(text: string, width: number): string {
  // Of a megabyte no more is looked at than could be shown.
  const looked = text.slice(0, MAX_CHARACTERS_A_COLUMN * (width + 1));
  if (looked.length === text.length && columns(text) <= width) return text;
  let short = "";
  let used = 1;
  for (const character of looked) {
    used += columnsOf(character);
    if (used > width) break;
    short += character;
  }
  return `${withoutTail(short)}…`;
}

/** A text without the blanks and ellipses at its end. */
function withoutTail(text: string): string {
  let end = text.length;
  while (end > 0 && /[\s…]/.test(text[end - 1]!)) end--;
  return text.slice(0, end);
}

/** A text shortened to at most `width` columns, with an ellipsis in its middle. */
export function fitInside(text: string, width: number): string {
  if (
    text.length <= MAX_CHARACTERS_A_COLUMN * width && columns(text) <= width
  ) {
    return text;
  }
  const half = Math.ceil((width + 1) / 2);
  const start = fit(text, half);
  const end = fit(reversed(text), width - columns(start) + 1);
  return start + reversed(end).slice(1);
}

function reversed(text: string): string {
  const segments = new Intl.Segmenter("en").segment(text);
  return Array.from(segments, ({ segment }) => segment).reverse().join("");
}
