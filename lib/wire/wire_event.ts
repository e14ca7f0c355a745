/** A side of a connection. */
export type Side = "client" | "server";

/** A connection was opened. */
export interface OpenEvent {
  /** Tells the events apart. */
  readonly kind: "open";
  /** Milliseconds; whether real or virtual, the recorder decides. */
  readonly at: number;
  /** Number of the connection, from 1 in the order of opening. */
  readonly connection: number;
}

/** Bytes crossed the wire; where they are cut means nothing (TCP is a stream). */
export interface BytesEvent {
  /** Tells the events apart. */
  readonly kind: "bytes";
  /** Milliseconds; whether real or virtual, the recorder decides. */
  readonly at: number;
  /** Number of the connection, from 1 in the order of opening. */
  readonly connection: number;
  /** Who sent the bytes. */
  readonly from: Side;
  /** What was sent. */
  readonly bytes: Uint8Array;
}

/** One side said that it will send no more (FIN); it may still read. */
export interface EndEvent {
  /** Tells the events apart. */
  readonly kind: "end";
  /** Milliseconds; whether real or virtual, the recorder decides. */
  readonly at: number;
  /** Number of the connection, from 1 in the order of opening. */
  readonly connection: number;
  /** Who sent the FIN. */
  readonly from: Side;
}

/** One side broke the connection off (RST): both directions are dead. */
export interface ResetEvent {
  /** Tells the events apart. */
  readonly kind: "reset";
  /** Milliseconds; whether real or virtual, the recorder decides. */
  readonly at: number;
  /** Number of the connection, from 1 in the order of opening. */
  readonly connection: number;
  /** Who sent the RST. */
  readonly from: Side;
}

/** What TCP tells about a connection. */
export type WireEvent = OpenEvent | BytesEvent | EndEvent | ResetEvent;
