// Ugly, and right: looks every 20 ms, and the signal of the source aborts in any case.
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

export function handler(
  _log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { source = motto, limitMs = 2_000 } = options;
  return async (request) => {
    const startedAt = Date.now();
    const stop = new AbortController();
    const outcomes: Response[] = [];
    source(stop.signal)
      .then((text) => outcomes.push(new Response(text)))
      .catch(() => outcomes.push(problem(502, { title: "Bad Gateway" })));
    while (outcomes.length === 0 && !request.signal.aborted) {
      const leftMs = startedAt + limitMs - Date.now();
      if (leftMs <= 0) outcomes.push(problem(504, { title: "Too late" }));
      await new Promise((resolve) => setTimeout(resolve, Math.min(20, leftMs)));
    }
    stop.abort();
    return outcomes[0] ?? new Response(null, { status: 499 });
  };
}

function motto(): Promise<string> {
  return Promise.resolve("Hold the line.");
}
