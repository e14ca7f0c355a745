import { columns, shorten } from "./_columns.ts";
import type { Participants } from "./_mermaid_writer.ts";
import type { Arrow, Note, Step } from "./_story.ts";

/** Columns of the times, with the gap to the first lifeline. */
const TIMES = 11;

/** Options for {@linkcode writeText}. */
export interface TextOptions {
  readonly participants: Participants;
  /** The time shown as 0, in milliseconds. */
  readonly startAt: number;
  /** Columns of the longest line. */
  readonly width: number;
}

/** Writes steps as lines for a terminal: times on the left, two lifelines, words instead of colours. */
export function writeText(
  steps: readonly Step[],
  options: TextOptions,
): string {
  const { participants, startAt, width } = options;
  const space = width - TIMES - 2;
  const lines = steps.map((step) =>
    step.kind === "note"
      ? `${" ".repeat(TIMES)}|${note(step, space)}|`
      : `${time(step.at - startAt)}|${arrow(step, space)}|`
  );
  return [header(participants, width), ...lines].join("\n");
}

function header({ client, server }: Participants, width: number): string {
  const half = Math.floor((width - TIMES - 1) / 2);
  const [left, right] = [shorten(client, half), shorten(server, half)];
  const gap = width - TIMES - columns(left) - columns(right);
  return `${"seconds".padStart(TIMES - 2)}  ${left}${" ".repeat(gap)}${right}`;
}

function time(ms: number): string {
  return `${(ms / 1_000).toFixed(3).padStart(TIMES - 2)}  `;
}

function arrow({ from, label, style }: Arrow, space: number): string {
  const dash = style === "request" ? "-" : " -";
  const tip = style === "cut" ? "x" : from === "client" ? ">" : "<";
  const [start, end] = from === "client" ? ["-- ", tip] : [`${tip}- `, ""];
  const shown = shorten(label, space - start.length - end.length - 2);
  const rest = space - start.length - columns(shown) - end.length;
  return `${start}${shown}${line(dash, rest)}${end}`;
}

/** A line of dashes after a blank, so that dashes of different lines stand under each other. */
function line(dash: string, length: number): string {
  return ` ${dash.repeat(length).slice(-(length - 1))}`;
}

function note({ over, text }: Note, space: number): string {
  const shown = shorten(text, space - 4);
  const rest = space - columns(shown);
  const before = over === "client"
    ? 2
    : over === "server"
    ? rest - 2
    : Math.floor(rest / 2);
  return " ".repeat(before) + shown + " ".repeat(rest - before);
}
