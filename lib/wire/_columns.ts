const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{16fe0}-\u{18aff}\u{1b000}-\u{1b2ff}\u{1f000}-\u{3fffd}\p{Emoji_Presentation}]/u;

/** Columns that a text takes in a terminal. */
export function columns(text: string): number {
  return [...text].reduce((sum, character) => sum + columnsOf(character), 0);
}

/** Characters for each column, at most: marks and parts of an emoji take none. */
const MAX_CHARACTERS_A_COLUMN = 16;

/** A text shortened to at most `width` columns, with an ellipsis in place of what is missing. */
export function shorten(text: string, width: number): string {
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
export function shortenInside(text: string, width: number): string {
  if (
    text.length <= MAX_CHARACTERS_A_COLUMN * width && columns(text) <= width
  ) {
    return text;
  }
  const half = Math.ceil((width + 1) / 2);
  const start = shorten(text, half);
  const end = shorten(reversed(text), width - columns(start) + 1);
  return start + reversed(end).slice(1);
}

/** A text shortened to at most `width` columns, the names that mean nothing to people first. */
export function shortenOpaque(text: string, width: number): string {
  const surplus = columns(text) - width;
  const [name = ""] = /[\w-]{16,}/.exec(text) ?? [];
  if (surplus <= 0 || name === "") return shorten(text, width);
  const kept = name.slice(0, Math.max(2, name.length - surplus - 1));
  const short = text.replace(name, () => `${kept}…`).replace("……", "…");
  return shorten(short, width);
}

function reversed(text: string): string {
  const segments = new Intl.Segmenter("en").segment(text);
  return Array.from(segments, ({ segment }) => segment).reverse().join("");
}

/** A text on one line, without characters that steer a terminal or show nothing. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim().replace(/\p{C}/gu, "\ufffd");
}

function columnsOf(character: string): number {
  if (/\p{Mn}|\p{Me}/u.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}
