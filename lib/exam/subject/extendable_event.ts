import { natives } from "./natives.ts";

/** How all that an event waited for has ended. */
export interface WaitOutcome {
  /** How many promises it was asked to wait for. */
  readonly waits: number;
  /** Whether one of them was rejected, and with what. */
  readonly rejection?: { readonly reason: unknown };
}

/** Whether the worker is still kept alive by this event. */
export let isAlive: (event: ExtendableEvent) => boolean;

/** The listeners have returned: tells `ended` when all that was waited for has settled. */
export let endDispatch: (
  event: ExtendableEvent,
  ended: (outcome: WaitOutcome) => void,
) => void;

/**
 * An event that keeps its worker alive until every promise given to
 * `waitUntil` has settled (Service Workers, section 4.4). Its state is not
 * reached by way of its prototype, which the exercise may change.
 */
export class ExtendableEvent extends Event {
  #dispatching = true;
  #pending = 0;
  #waits = 0;
  #rejection: { readonly reason: unknown } | undefined;
  #ended: (outcome: WaitOutcome) => void = () => {};

  static {
    isAlive = (event) => event.#dispatching || event.#pending > 0;
    endDispatch = (event, ended) => {
      event.#dispatching = false;
      event.#ended = ended;
      event.#tellEnd();
    };
  }

  /** Such as a `push` event with its `data`. */
  constructor(type: string, members: Record<string, unknown>) {
    super(type, { cancelable: true });
    Object.assign(this, members);
  }

  /** Keeps the worker alive until `promise` has settled. */
  waitUntil(promise: unknown): void {
    if (!isAlive(this)) {
      throw new DOMException(
        "Cannot extend the event: its listeners have returned, and nothing that it waited for is pending",
        "InvalidStateError",
      );
    }
    this.#waits++;
    this.#pending++;
    natives.then(natives.resolved(promise), () => this.#settled(), (reason) => {
      this.#rejection ??= { reason };
      this.#settled();
    });
  }

  #settled(): void {
    this.#pending--;
    this.#tellEnd();
  }

  #tellEnd(): void {
    if (isAlive(this)) return;
    const rejection = this.#rejection;
    this.#ended({ waits: this.#waits, ...(rejection ? { rejection } : {}) });
    this.#ended = () => {};
  }
}
