import type { WireEvent } from "./wire_event.ts";

/** Everything that crossed the wire, in the order in which it was seen. */
export class Recording {
  readonly #events: WireEvent[] = [];
  readonly #listeners = new Set<(event: WireEvent) => void>();
  #connections = 0;

  /** What was recorded so far, oldest first. */
  get events(): readonly WireEvent[] {
    return this.#events;
  }

  /** Numbers a new connection, so that several taps can share a recording. */
  nextConnection(): number {
    return ++this.#connections;
  }

  /** Appends an event and tells the listeners. */
  record(event: WireEvent): void {
    this.#events.push(event);
    for (const listener of [...this.#listeners]) listener(event);
  }

  /**
   * Calls `listener` for every event from now on, for live views.
   *
   * @returns A function that removes the listener.
   */
  onEvent(listener: (event: WireEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
