import { columns } from "../text/columns.ts";
import { fit } from "../text/fit.ts";
import { fitOpaque } from "../text/fit_opaque.ts";
import type { Arrow, DiagramLine, Note } from "./_diagram_line.ts";

/** Columns of the times, with the gap to the first lifeline. */
const TIMES = 11;

/** Options for {@linkcode TextWriter}. */
export interface TextOptions {
  /** Names of the participants, from left to right. */
  readonly names: readonly string[];
  /** Columns of the longest line. */
  readonly width: number;
}

/** Writes a diagram for a terminal: times on the left, a lifeline for each participant, words instead of colours. */
export class TextWriter {
  /** The line with the names. */
  readonly header: string;
  readonly #lifelines: readonly number[];

  /** Writes for these participants. */
  constructor({ names, width }: TextOptions) {
    const last = width - TIMES - 1;
    this.#lifelines = names.map((_, place) =>
      Math.floor(last * place / (names.length - 1))
    );
    this.header = header(names, this.#lifelines);
  }

  /** One line; `startAt` is the time shown as 0, in milliseconds. */
  line(drawn: DiagramLine, startAt: number): string {
    return drawn.kind === "note"
      ? " ".repeat(TIMES) + note(drawn, this.#lifelines)
      : time(drawn.at - startAt) + arrow(drawn, this.#lifelines);
  }
}

/** The first and the last name begin and end at their lifelines, others stand over theirs. */
function header(names: readonly string[], lifelines: readonly number[]) {
  const last = lifelines.at(-1)!;
  const room = Math.floor(last / (names.length - 1)) -
    (names.length > 2 ? 1 : 0);
  const blank = " ".repeat(last + 1);
  // From the right, as what stands there already may take two columns a character.
  const drawn = names.reduceRight((row, name, place) => {
    const shown = fit(name, room);
    return put(row, shown, start(shown, [lifelines[place]!], last, 0));
  }, blank);
  return `${"seconds".padStart(TIMES - 2)}  ${drawn}`;
}

function time(ms: number): string {
  return `${(ms / 1_000).toFixed(3).padStart(TIMES - 2)}  `;
}

function arrow(
  { from, to, label, style }: Arrow,
  lifelines: readonly number[],
): string {
  const left = lifelines[Math.min(from, to)]! + 1;
  const space = lifelines[Math.max(from, to)]! - left;
  const dash = style === "request" ? "-" : " -";
  const tip = style === "cut" ? "x" : from < to ? ">" : "<";
  const [start, end] = from < to ? ["-- ", tip] : [`${tip}- `, ""];
  const room = space - start.length - end.length - 2;
  const shown = lifelines.length > 2
    ? fitOpaque(label, room)
    : fit(label, room);
  const rest = space - start.length - columns(shown) - end.length;
  const drawn = `${start}${shown}${line(dash, rest)}${end}`;
  return put(empty(lifelines), drawn, left);
}

/** A line of dashes after a blank, so that dashes of different lines stand under each other. */
function line(dash: string, length: number): string {
  return ` ${dash.repeat(length).slice(-(length - 1))}`;
}

function note({ over, text }: Note, lifelines: readonly number[]): string {
  const last = lifelines.at(-1)!;
  const shown = fit(text, last - 5);
  const at = start(shown, over.map((place) => lifelines[place]!), last, 3);
  return put(empty(lifelines), ` ${shown} `, at - 1);
}

/** Where a text begins that stands beside the outer lifelines, over an inner one, or in the middle of two. */
function start(
  text: string,
  [left, right = left]: readonly number[],
  last: number,
  gap: number,
): number {
  const latest = last - gap + 1 - columns(text);
  if (left === right && left === last) return latest;
  if (left === right && left === 0) return gap;
  const middle = left! + 1 +
    Math.floor((right! - left! - 1 - columns(text)) / 2);
  return Math.max(gap, Math.min(middle, latest));
}

/** Nothing but the lifelines. */
function empty(lifelines: readonly number[]): string {
  return lifelines.reduce(
    (row, lifeline) => row.padEnd(lifeline) + "|",
    "",
  );
}

/** Puts a text into a row that holds single columns from there on. */
function put(row: string, text: string, at: number): string {
  return row.slice(0, at) + text + row.slice(at + columns(text));
}
