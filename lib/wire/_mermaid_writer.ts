import type { Arrow, DiagramLine } from "./_diagram_line.ts";

const ARROWS: Record<Arrow["style"], string> = {
  request: "->>",
  response: "-->>",
  cut: "--x",
};

/** What the participants are called between themselves, when they are two. */
const TWO: readonly string[] = ["Client", "Server"];

/**
 * Writes the lines of a diagram as a Mermaid sequence diagram.
 *
 * @param names Of the participants, from left to right
 */
export function writeMermaid(
  lines: readonly DiagramLine[],
  names: readonly string[],
): string {
  const ids = names.length === TWO.length
    ? TWO
    : names.map((_, place) => `P${place + 1}`);
  return [
    "sequenceDiagram",
    ...names.map((name, place) => participant(ids[place]!, name)),
    ...lines.map((line) => written(line, ids)),
  ].join("\n    ");
}

function participant(id: string, name: string): string {
  return name === id
    ? `participant ${id}`
    : `participant ${id} as ${escape(name)}`;
}

function written(line: DiagramLine, ids: readonly string[]): string {
  if (line.kind === "note") {
    const over = line.over.map((place) => ids[place]).join(",");
    return `Note over ${over}: ${escape(line.text)}`;
  }
  const { from, to, style, label } = line;
  return `${ids[from]}${ARROWS[style]}${ids[to]}: ${escape(label)}`;
}

/**
 * Writes everything that could mean something to Mermaid as a character reference, also the first letters of words that
 * Mermaid reads: after "style" or "classDef" it drops the last semicolon of the line, "wrap:" it takes for a directive.
 */
function escape(text: string): string {
  return text.replace(
    /[^\p{L}\p{M}\p{N} !"'()*+,./:=?@[\]^_{|}…-]/gu,
    reference,
  )
    .replace(
      /style|classDef|wrap:/g,
      (word) => reference(word) + word.slice(1),
    );
}

function reference(text: string): string {
  return `#${text.codePointAt(0)};`;
}
