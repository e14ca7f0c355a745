import type { Node } from "@babel/types";

export type { Node };

/** Where a maker looks for something to change. */
export interface Place {
  /** The node that may be changed. */
  readonly node: Node;
  /** What it stands in, from the program to its parent. */
  readonly parents: readonly Node[];
  /** The whole source text. */
  readonly source: string;
}

/** One change of a source text. */
export interface Change {
  /** Where the old text begins, in UTF-16 code units from the start of the source. */
  readonly start: number;
  /** Where the old text ends. */
  readonly end: number;
  /** What stands there instead. */
  readonly text: string;
}

/** Makes the changes of one kind that are possible at a place. */
export type Maker = (place: Place) => Iterable<Change>;

/** Where a node begins and ends: every node of a parsed text has both. */
export function rangeOf({ start, end }: Node): { start: number; end: number } {
  return { start: start!, end: end! };
}

/** The text of a node. */
export function textOf(source: string, node: Node): string {
  return source.slice(node.start!, node.end!);
}
