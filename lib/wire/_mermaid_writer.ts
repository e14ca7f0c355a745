import type { Arrow, Step } from "./_story.ts";

/** Names of the two lifelines. */
export interface Participants {
  readonly client: string;
  readonly server: string;
}

const IDS = {
  client: "Client",
  server: "Server",
  both: "Client,Server",
} as const;
const ARROWS: Record<Arrow["style"], string> = {
  request: "->>",
  response: "-->>",
  cut: "--x",
};

/** Writes steps as a Mermaid sequence diagram. */
export function writeMermaid(
  steps: readonly Step[],
  participants: Participants,
): string {
  return [
    "sequenceDiagram",
    participant(IDS.client, participants.client),
    participant(IDS.server, participants.server),
    ...steps.map(line),
  ].join("\n    ");
}

function participant(id: string, name: string): string {
  return name === id
    ? `participant ${id}`
    : `participant ${id} as ${escape(name)}`;
}

function line(step: Step): string {
  if (step.kind === "note") {
    return `Note over ${IDS[step.over]}: ${escape(step.text)}`;
  }
  const to = step.from === "client" ? "server" : "client";
  return `${IDS[step.from]}${ARROWS[step.style]}${IDS[to]}: ${
    escape(step.label)
  }`;
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
