// Caught by: keeps the words of the source's error to itself
// Misconception: The more an error message says, the more it helps.
// Says: They belong into the log
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
      // The signal is a request to stop, no guarantee. Only the race ends the wait in time.
      return new Response(await Promise.race([source(over), rejected(over)]));
    } catch (error) {
      return over.aborted
        ? problem(504, { title: "The motto did not come in time" })
        : problem(502, {
          title: "The motto cannot be had",
          detail: String(error),
        });
    }
  };
}

/** Rejects as soon as `signal` aborts. */
function rejected(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  signal.addEventListener("abort", () => reject(signal.reason));
  return promise;
}

/** On a good day the motto is there within a second. */
function motto(): Promise<string> {
  return new Promise((resolve) =>
    setTimeout(() => resolve("Hold the line."), 1_000)
  );
}
