// Caught by: answers 504 at 2,000 ms when the source is silent, and not before
// Misconception: An aborted signal ends what was started with it.
// Says: An abort is a request
import { type EventLog, problem } from "kernel";

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

/** Answers with what the source says, after `limitMs` at the latest. */
export function handler(
  _log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { source = motto, limitMs = 2_000 } = options;
  return async (request) => {
    const limit = AbortSignal.timeout(limitMs);
    const over = AbortSignal.any([request.signal, limit]);
    try {
      return new Response(await source(over));
    } catch {
      return over.aborted
        ? problem(504, { title: "The motto did not come in time" })
        : problem(502, { title: "The motto cannot be had" });
    }
  };
}

/** On a good day the motto is there within a second. */
function motto(): Promise<string> {
  return new Promise((resolve) =>
    setTimeout(() => resolve("Hold the line."), 1_000)
  );
}
