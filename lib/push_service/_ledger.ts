import type { PushRequest } from "./push_request.ts";

/** How many of the newest requests are remembered. */
const MAX_REQUESTS = 10_000;

/** What the service has learnt, and who wants to hear of it at once. */
export class Ledger {
  readonly #requests: PushRequest[] = [];
  readonly #listeners = new Set<(request: PushRequest) => void>();

  /** The newest requests, the oldest of them first. */
  get requests(): readonly PushRequest[] {
    return this.#requests;
  }

  /** Calls `listener` from now on; returns the removal. */
  onRequest(listener: (request: PushRequest) => void): () => void {
    const own: typeof listener = (request) => listener(request);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  /** Notes a request. A listener that throws harms nobody: the error is logged. */
  note(request: PushRequest): void {
    if (this.#requests.push(request) > MAX_REQUESTS) this.#requests.shift();
    for (const listener of [...this.#listeners]) {
      try {
        listener(request);
      } catch (error) {
        console.error("A listener of the push service threw:", error);
      }
    }
  }
}
