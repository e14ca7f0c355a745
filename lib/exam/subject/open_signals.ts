import { getEventListeners } from "node:events";
import { type Thrown, thrown } from "./thrown.ts";

/** Options that are signals. */
export interface Signals {
  /** The signals, by the names of the options. */
  readonly options: Record<string, AbortSignal>;
  /** Those of another board: the same, but none of them has aborted before. */
  readonly others: Record<string, AbortSignal>;
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
  const open = all.map(([name]) => [name, new AbortController()] as const);
  const others = new Map(open);
  const aborters = new Map(open);
  for (const [name, how] of all) {
    if (how !== "aborted") continue;
    aborters.set(name, new AbortController());
    aborters.get(name)?.abort();
  }
  return {
    options: signalsOf(aborters),
    others: signalsOf(others),
    abort: (name, reason) =>
      aborters.get(name)?.abort(thrown(reason, "AbortError")),
    listeners: (name) => {
      const signal = aborters.get(name)?.signal;
      return signal ? getEventListeners(signal, "abort").length : 0;
    },
  };
}

function signalsOf(
  aborters: ReadonlyMap<string, AbortController>,
): Record<string, AbortSignal> {
  return Object.fromEntries(
    [...aborters].map(([name, { signal }]) => [name, signal]),
  );
}
