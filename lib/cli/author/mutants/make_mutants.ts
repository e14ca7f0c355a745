import { makers } from "./makers/all.ts";
import type { Change, Maker } from "./makers/place.ts";
import { isSyntax, placesIn } from "./tree.ts";

/** Lines that tell one place from another: the changed one, and those before it. */
const contextLines = 4;

/** Characters of each side of a change that is told. */
const toldMax = 60;

/** A source text with one change. */
export interface Mutant {
  /** The changed text. */
  readonly text: string;
  /** Line of the source in which the change begins, from 1. */
  readonly line: number;
  /** That line, without the blanks around it. */
  readonly in: string;
  /** The same with up to three lines before it, in the same form. */
  readonly context: string;
  /** What became of it. */
  readonly becomes: string;
  /** The change alone: `old → new`, each in one line of 60 characters at most. */
  readonly change: string;
}

/**
 * All mutants of a source text, in its order, each once. What is not even
 * syntax is left out; types need not hold, as no grading looks at them.
 *
 * @throws {SyntaxError} If the source itself is no TypeScript
 */
export function makeMutants(
  source: string,
  kinds: readonly Maker[] = makers,
): Mutant[] {
  const changes = [...placesIn(source)]
    .flatMap((place) => kinds.flatMap((make) => [...make(place)]))
    .toSorted((a, b) => a.start - b.start || a.end - b.end);
  const mutants = changes.map((change) => mutantOf(source, change));
  const once = new Map(mutants.map((one) => [withoutBlanks(one.text), one]));
  return [...once.values()].filter(({ text }) => isSyntax(text));
}

function mutantOf(source: string, { start, end, text }: Change): Mutant {
  const lineStart = source.lastIndexOf("\n", start - 1) + 1;
  const lineEnd = source.indexOf("\n", start);
  const line = source.slice(lineStart, lineEnd < 0 ? undefined : lineEnd);
  const before = source.slice(0, lineStart).split("\n").slice(0, -1);
  const rest = source.slice(end).split("\n", 1)[0] ?? "";
  return {
    text: source.slice(0, start) + text + source.slice(end),
    line: before.length + 1,
    in: line.trim(),
    context: [...before, line].slice(-contextLines)
      .map((each) => each.trim()).join("\n"),
    becomes: (source.slice(lineStart, start) + text + rest).trim(),
    change: `${told(source.slice(start, end))} → ${told(text)}`,
  };
}

function told(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, " ");
  if (line === "" || line === ";") return "nothing";
  return line.length <= toldMax ? line : `${line.slice(0, toldMax - 1)}…`;
}

/** Two changes that differ in blanks alone are one. */
function withoutBlanks(text: string): string {
  return text.replaceAll(/\s+/g, "");
}
