import { grouped } from "../text/grouped.ts";
import type { Cast } from "./cast.ts";

/** An arrow of a sequence diagram. */
export interface Arrow {
  readonly kind: "arrow";
  readonly at: number;
  /** The places of the two participants. */
  readonly from: number;
  readonly to: number;
  readonly style: "request" | "response" | "cut";
  readonly label: string;
}

/** A note of a sequence diagram. */
export interface Note {
  readonly kind: "note";
  /** The places of the participants that it is about. */
  readonly over: readonly [number] | readonly [number, number];
  readonly text: string;
}

/** One line of a sequence diagram. */
export type DiagramLine = Arrow | Note;

/** Stands for lines that are left out. */
export function leftOut(left: number, cast: Cast | undefined): Note {
  const count = grouped(left);
  return noteOverAll(`… ${count} more lines are left out …`, cast);
}

/** A note that is about everybody. */
export function noteOverAll(text: string, cast: Cast | undefined): Note {
  return { kind: "note", over: [0, (cast?.names.length ?? 2) - 1], text };
}
