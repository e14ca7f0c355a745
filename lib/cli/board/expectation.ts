/** After how long what has not happened never will, in real milliseconds. */
const MAX_WAIT_MS = 10_000;

/** Waits for things to happen that several sources tell of. */
export class Expectation {
  readonly #looks = new Set<() => void>();

  /** Something has happened: those who wait look whether it is what they wait for. */
  look(): void {
    for (const look of [...this.#looks]) look();
  }

  /**
   * Waits until something holds.
   *
   * @param what Ends the sentence "Waited in vain for …"
   * @param holds Is asked now, and at each {@linkcode Expectation.look}
   * @throws The reason of `signal` when that aborts; {@linkcode Error} after ten seconds
   */
  async until(
    what: string,
    holds: () => boolean,
    signal: AbortSignal,
  ): Promise<void> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const look = () => holds() && resolve();
    const end = () => reject(signal.reason);
    const patience = setTimeout(
      () => reject(new Error(`Waited in vain for ${what}`)),
      MAX_WAIT_MS,
    );
    this.#looks.add(look);
    signal.addEventListener("abort", end);
    look();
    try {
      await promise;
    } finally {
      clearTimeout(patience);
      signal.removeEventListener("abort", end);
      this.#looks.delete(look);
    }
  }
}
