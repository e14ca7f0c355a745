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

/** What is special about `options.stop`: it is left out, or has aborted before all else. */
export type StopGiven = "absent" | "aborted";

/** Opens a signal for each name, and `stop` beside them. */
export function openSignals(
  names: readonly string[],
  stop?: StopGiven,
): Signals {
  const all = [...(stop === "absent" ? [] : ["stop"]), ...names];
  const aborters = new Map(all.map((name) => [name, new AbortController()]));
  if (stop === "aborted") aborters.get("stop")?.abort();
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
