import { getEventListeners } from "node:events";
import { type Thrown, thrown } from "./thrown.ts";

/** Options that are signals. */
export interface Signals {
  /** The signals, by the names of the options. */
  readonly options: Record<string, AbortSignal>;
  /** Aborts one of them; a text is the message of an AbortError. */
  abort(name: string, reason: string | Thrown): void;
  /** The listeners that wait for one of them to abort. */
  listeners(name: string): number;
}

/** How an option that is a signal is given: open, left out, or aborted before all else. */
export type SignalGiven = "open" | "absent" | "aborted";

/** Opens a signal for each name; `stop` is open where nothing else is said of it. */
export function openSignals(
  given: Readonly<Record<string, SignalGiven>>,
): Signals {
  const all = Object.entries({ stop: "open", ...given })
    .filter(([, how]) => how !== "absent");
  const aborters = new Map(all.map(([name]) => [name, new AbortController()]));
  for (const [name, how] of all) {
    if (how === "aborted") aborters.get(name)?.abort();
  }
  return {
    options: Object.fromEntries(
      [...aborters].map(([name, { signal }]) => [name, signal]),
    ),
    abort: (name, reason) =>
      aborters.get(name)?.abort(thrown(reason, "AbortError")),
    listeners: (name) => {
      const signal = aborters.get(name)?.signal;
      return signal ? getEventListeners(signal, "abort").length : 0;
    },
  };
}
