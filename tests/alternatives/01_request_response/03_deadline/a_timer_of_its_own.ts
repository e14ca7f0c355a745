// A timer of its own, cleared at the end, and a promise that settles only once.
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

export function handler(
  _log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { source = motto, limitMs = 2_000 } = options;
  return ({ signal }) =>
    new Promise<Response>((resolve) => {
      const stop = new AbortController();
      const end = (text: string, status: number) => {
        clearTimeout(timer);
        signal.removeEventListener("abort", leave);
        resolve(new Response(text, { status }));
      };
      const leave = () => {
        stop.abort();
        end("", 504);
      };
      const timer = setTimeout(leave, limitMs);
      signal.addEventListener("abort", leave);
      source(stop.signal).then(
        (text) => end(text, 200),
        () => end("", 502),
      );
    });
}

function motto(): Promise<string> {
  return Promise.resolve("Hold the line.");
}
