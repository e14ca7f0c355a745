/**
 * An event that keeps its worker alive until every promise given to
 * `waitUntil` has settled (Service Workers, section 4.4).
 */
export class ExtendableEvent extends Event {
  readonly #promises: Promise<unknown>[] = [];
  #dispatching = true;
  #pending = 0;

  /** Such as a `push` event with its `data`. */
  constructor(type: string, members: Record<string, unknown>) {
    super(type, { cancelable: true });
    Object.assign(this, members);
  }

  /** Whether the worker is still kept alive by this event. */
  get alive(): boolean {
    return this.#dispatching || this.#pending > 0;
  }

  /** How many promises it was asked to wait for. */
  get waits(): number {
    return this.#promises.length;
  }

  /** Keeps the worker alive until `promise` has settled. */
  waitUntil(promise: unknown): void {
    if (!this.alive) {
      throw new DOMException(
        "Cannot extend the event: its listeners have returned, and nothing that it waited for is pending",
        "InvalidStateError",
      );
    }
    const waited = Promise.resolve(promise);
    this.#promises.push(waited);
    this.#pending++;
    const settled = () => void this.#pending--;
    waited.then(settled, settled);
  }

  /** The listeners have returned: settles when all that was waited for has. */
  async ended(): Promise<void> {
    this.#dispatching = false;
    let seen = 0;
    while (seen < this.#promises.length) {
      seen = this.#promises.length;
      await Promise.all(this.#promises);
    }
  }
}
