import { shorten } from "../../text/shorten.ts";
import { toldCharactersMax } from "../limits.ts";

/**
 * What steers a terminal or cannot be seen: control characters, format
 * characters such as bidirectional overrides, line and paragraph separators,
 * lone surrogates, blanks without ink. Tabs are harmless, and so are the
 * selectors with which emoji choose their form.
 */
const unseen =
  /[^\P{Cc}\t]|[^\P{Default_Ignorable_Code_Point}\ufe0e\ufe0f]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u2800\ufffe\uffff]/gu;

const short: Readonly<Record<string, string>> = {
  "\n": "\\n",
  "\r": "\\r",
};

/**
 * Makes visible what could mislead a reader, as JavaScript would write it
 * (`\u001b`): learners' code may print, and answer with, anything. Line feeds
 * stay, because lines are told apart by whoever prints them.
 */
export function printable(text: string): string {
  return text.replace(
    unseen,
    (character) => character === "\n" ? character : escaped(character),
  );
}

/** The same on one line: a line feed is made visible too, so that nobody can add a line of their own. */
export function onOneLine(text: string): string {
  return text.replace(unseen, escaped);
}

/** One line of a report, cut where it says more than anybody reads. */
export function told(text: string): string {
  return onOneLine(shorten(text, toldCharactersMax));
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const digits = code.toString(16);
  return short[character] ??
    (code > 0xffff ? `\\u{${digits}}` : `\\u${digits.padStart(4, "0")}`);
}
