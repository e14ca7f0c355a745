/** How a push service misbehaves. */
export type Fault =
  & {
    /** Only for this subscription; for all others by default. */
    readonly endpoint?: string;
    /** How many times; without end by default. */
    readonly times?: number;
  }
  & (
    | {
      /** Answers with this status, and takes no message. */
      readonly status: 404 | 410 | 429 | 500 | 503;
      /** `Retry-After` in seconds. */
      readonly retryAfterSeconds?: number;
    }
    | {
      /** Takes the message, but only after so many milliseconds. */
      readonly delayMs: number;
    }
    | {
      /** Says 201 and loses the message. */
      readonly drop: true;
    }
    | {
      /** Delivers the message twice, with the same id. */
      readonly duplicate: true;
    }
  );
