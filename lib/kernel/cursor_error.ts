/** What a log keeps: `oldest` is `newest + 1` when it keeps nothing. */
export interface LogRange {
  /** Id of the oldest kept message. */
  readonly oldest: number;
  /** Id of the newest message; 0 when there was none. */
  readonly newest: number;
}

/** What both cursor errors have in common: which messages the log keeps. */
export class CursorError extends Error implements LogRange {
  /** Id of the oldest kept message. */
  readonly oldest: number;
  /** Id of the newest message; 0 when there was none. */
  readonly newest: number;

  /** Names the cursor that was asked for and what is kept. */
  constructor(cursor: number, { oldest, newest }: LogRange) {
    super(
      `Cannot read the messages after ${cursor}: the log keeps ${oldest} to ${newest}: read from 0 instead`,
    );
    this.name = new.target.name;
    this.oldest = oldest;
    this.newest = newest;
  }
}

/** A message after the cursor was dropped: answer `410`, `/problems/cursor-gone`. */
export class CursorGoneError extends CursorError {}

/** The cursor is beyond the newest message: answer `400`, `/problems/cursor-from-future`. */
export class CursorFromFutureError extends CursorError {}
