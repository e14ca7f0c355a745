import { onOneLine } from "./printable.ts";

/** What no shell reads anything into. */
const plain = /^[\w./:=@%+,-]+$/;

/** What means itself between double quotes, also where `!` calls up the history. */
const inert = /^[\w./:=@%+,?&~#;()*'-]*$/;

/**
 * Quotes a text for POSIX shells (POSIX.1-2017, XCU 2.2), so that it stays one
 * word and nothing in it is run. What cannot be seen is written in octal and
 * made by `printf`, so that the command can be printed on one line; NUL, which
 * no argument can hold, is left out.
 */
export function shellQuoted(text: string): string {
  if (plain.test(text)) return text;
  const visible = [...text.replaceAll("\0", "")].map((character) => ({
    character,
    seen: onOneLine(character) === character && character !== "\t",
  }));
  return joined(visible) || "''";
}

/** A URL on the board whose address is in `$URL`, as an argument of curl. */
export function urlQuoted(target: string): string {
  return inert.test(target)
    ? `"$URL${target}"`
    : `"$URL"${shellQuoted(target)}`;
}

interface Seen {
  readonly character: string;
  readonly seen: boolean;
}

function joined(characters: readonly Seen[]): string {
  let quoted = "";
  for (let from = 0; from < characters.length;) {
    const to = endOfRun(characters, from);
    const run = characters.slice(from, to).map(({ character }) => character)
      .join("");
    quoted += characters[from]?.seen ? inSingleQuotes(run) : printed(run);
    from = to;
  }
  return quoted;
}

function endOfRun(characters: readonly Seen[], from: number): number {
  let to = from;
  while (characters[to]?.seen === characters[from]?.seen) {
    if (++to === characters.length) break;
  }
  return to;
}

function inSingleQuotes(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A command substitution loses the line feeds at its end; the third character of `IFS` is one. */
function printed(text: string): string {
  let end = text.length;
  while (text[end - 1] === "\n") end--;
  const kept = text.slice(0, end);
  const octal = [...new TextEncoder().encode(kept)]
    .map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
  const feeds = '"${IFS#??}"'.repeat(text.length - kept.length);
  return (octal === "" ? "" : `"$(printf '${octal}')"`) + feeds;
}
