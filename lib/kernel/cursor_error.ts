/** What both cursor errors tell: which messages the log keeps. */
export class CursorError extends Error {
  /** Id of the oldest kept message. */
  readonly oldest: number;
  /** Id of the newest message; 0 when there was none. */
  readonly newest: number;

  /** Names the cursor that was asked for and what `log` keeps. */
  constructor(cursor: number, log: { oldest: number; newest: number }) {
    super(
      `Cannot read the messages after ${cursor}: the log keeps ${log.oldest} to ${log.newest}: read from 0 instead`,
    );
    this.name = new.target.name;
    this.oldest = log.oldest;
    this.newest = log.newest;
  }
}

/** A message after the cursor was dropped: answer `410`, `/problems/cursor-gone`. */
export class CursorGoneError extends CursorError {}

/** The cursor is beyond the newest message: answer `400`, `/problems/cursor-from-future`. */
export class CursorFromFutureError extends CursorError {}
