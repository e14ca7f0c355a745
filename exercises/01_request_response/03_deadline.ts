/**
 * 1.3 Deadline
 *
 * The board shows a motto of the day. It comes from another house, and on some
 * days nobody there picks up. Your asker waits for you, not for them: answer in
 * time, whatever happens there.
 *
 * @module
 */
import type { EventLog } from "kernel";

/** Options for {@linkcode handler}. */
export interface Options {
  /**
   * Asks the other house for the motto, and should stop when `signal` aborts.
   *
   * @default {motto} Stands in for it when you try the exercise.
   */
  source?: (signal: AbortSignal) => Promise<string>;
  /**
   * How long an asker waits at most, in milliseconds.
   *
   * @default {2_000}
   */
  limitMs?: number;
}

/** Answers `GET /motto` with what the source says, after `limitMs` at the latest. */
export function handler(
  _log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { source = motto, limitMs = 2_000 } = options;
  return async (request) => {
    const text = await source(request.signal);
    // TODO: That was a good day. Answer on all the others too: the line above waits for ever.
    throw new Error(
      `Remove this line and answer "${text}" within ${limitMs} ms`,
    );
  };
}

/** On a good day the motto is there within a second. */
function motto(): Promise<string> {
  return new Promise((resolve) =>
    setTimeout(() => resolve("Hold the line."), 1_000)
  );
}
