/** More than two participants, for {@linkcode SequenceDiagramOptions}. */
export interface Cast {
  /** Their names, from left to right. */
  readonly names: readonly string[];
  /** The places in `names` of the two sides of a connection. */
  readonly sides: (connection: number) => Sides;
  /** What is to be said between the exchanges, in the order of time. */
  readonly remarks?: readonly Remark[];
}

/** Who talks on a connection, as places in the names of a {@linkcode Cast}. */
export interface Sides {
  /** Who opened the connection. */
  readonly client: number;
  /** Who was asked. */
  readonly server: number;
}

/** Something that did not cross the wire. */
export interface Remark {
  /** When, in milliseconds; before the exchanges of the same time. */
  readonly at: number;
  /** The place of the participant that it is about. */
  readonly over: number;
  /** What happened. */
  readonly text: string;
}
