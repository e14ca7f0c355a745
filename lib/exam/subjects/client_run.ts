/** How a client is run. */
export interface ClientRun {
  /** Names of options that are functions; their calls are recorded. */
  readonly callbacks?: readonly string[];
  /** Names of options that are functions, whose calls the check decides. */
  readonly ports?: readonly string[];
  /** Whether the next value is asked for as soon as one came; default true. */
  readonly pull?: boolean;
  /**
   * Whether it is given `options.signal`; default true. Without it nothing ends
   * it but the check; `same` is the signal of the run before.
   */
  readonly signal?: boolean | "same";
  /** Where the board is below the peer, such as `island/board/`; by default at its root. */
  readonly below?: string;
}

/** How a constructed object is listened to. */
export interface Listening {
  /** Types beside `open` and `error`; default `message`. */
  readonly listen?: readonly string[];
  /** Types for which `on…` is set instead of a listener. */
  readonly handlers?: readonly string[];
  /** The type at whose first event `close()` is called, inside the listener. */
  readonly closeOn?: string;
  /** Where the board is below the peer, as for a {@linkcode ClientRun}. */
  readonly below?: string;
}
