/** Options that are signals. */
export interface Signals {
  /** The signals, by the names of the options. */
  readonly options: Record<string, AbortSignal>;
  /** Aborts one of them. */
  abort(name: string): void;
}

/** Opens a signal for each name, and `stop` beside them. */
export function openSignals(names: readonly string[]): Signals {
  const aborters = new Map(
    ["stop", ...names].map((name) => [name, new AbortController()]),
  );
  return {
    options: Object.fromEntries(
      [...aborters].map(([name, { signal }]) => [name, signal]),
    ),
    abort: (name) =>
      aborters.get(name)?.abort(
        new DOMException(`The signal ${name} aborted`, "AbortError"),
      ),
  };
}
