import { unreadableEvent } from "../process/subject_end.ts";

/** What the subject says of itself after a turn of its event loop. */
export interface TurnReport {
  /** Rises with everything that happens but timers. */
  readonly happened: number;
  /** Work on other threads that has not come back. */
  readonly pending: number;
  /** Requests without an answer. */
  readonly fetching: number;
  /** Bodies that are being read. */
  readonly reading: number;
  /** Rises with every timer that is set. */
  readonly timersSet: number;
  /** Requests that the handler has begun to answer. */
  readonly entered: number;
  /** Virtual time, in ms since 1970; `null` in real time. */
  readonly now: number | null;
  /** When the next timer is due; `null` without one. */
  readonly nextAt: number | null;
  /** Timers that are set. */
  readonly timers: number;
}

const counts = [
  "happened",
  "pending",
  "fetching",
  "reading",
  "timersSet",
  "entered",
  "timers",
];

/**
 * Reads the reply to a command that turns the event loop.
 *
 * @throws {Ruling} If it is none.
 */
export function readTurn(value: unknown): TurnReport {
  const report = Object(value) as Record<string, unknown>;
  const right = counts.every((name) => Number.isFinite(report[name])) &&
    [report.now, report.nextAt].every((time) =>
      time === null || Number.isFinite(time)
    );
  if (!right) throw unreadableEvent();
  return report as unknown as TurnReport;
}
