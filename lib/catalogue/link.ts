/** A place where the reader finds more. */
export interface Link {
  /** What the reader finds there, for example `RFC 6202 §2.1`. */
  readonly text: string;
  /** The address, with its section. */
  readonly url: string;
}
