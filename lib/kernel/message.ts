/** What a writer supplies; the log adds `id` and `at`. */
export interface Draft {
  /** Who wrote it. */
  readonly from: string;
  /** What was written. */
  readonly text: string;
}

/** One entry of the event log, as every transport carries it. */
export interface Message extends Draft {
  /** Position in the log: 1 for the first message, rising by one. */
  readonly id: number;
  /** When it was appended, in milliseconds since the Unix epoch. */
  readonly at: number;
}
