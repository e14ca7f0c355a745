import { CursorFromFutureError, CursorGoneError } from "./cursor_error.ts";
import type { Draft, Message } from "./message.ts";

/** Options for {@linkcode EventLog}. */
export interface EventLogOptions {
  /** How many messages are kept; the oldest is dropped first; 10,000 by default. */
  capacity?: number;
  /** Supplies `at` in milliseconds since the Unix epoch; `Date.now` by default. */
  now?: () => number;
}

interface Registration {
  listener: ((message: Message) => void) | undefined; // undefined once removed
}

/**
 * The messages of one board in order, of which the newest `capacity` are kept.
 * It has no timers and never waits: waiting is what the lessons are about.
 */
export class EventLog {
  readonly #capacity: number;
  readonly #now: () => number;
  readonly #ring: Message[] = []; // message `id` is at `(id - 1) % capacity`
  readonly #registrations = new Set<Registration>();
  readonly #unannounced: { message: Message; to: Registration[] }[] = [];
  #newest = 0;

  /** Makes an empty log. Throws `RangeError` unless `capacity` is an integer from 1. */
  constructor(options: EventLogOptions = {}) {
    const { capacity = 10_000, now = () => Date.now() } = options;
    requireInteger("capacity", capacity, 1);
    this.#capacity = capacity;
    this.#now = now;
  }

  /** Id of the oldest kept message; `newest + 1` when none is kept. */
  get oldest(): number {
    return Math.max(1, this.#newest - this.#capacity + 1);
  }

  /** Id of the newest message; 0 when there was none. */
  get newest(): number {
    return this.#newest;
  }

  /** How many listeners are registered; tests read it to see what was left behind. */
  get listeners(): number {
    return this.#registrations.size;
  }

  /** Adds a message, drops the oldest if the log is full, then calls the listeners. */
  append({ from, text }: Draft): Message {
    const id = this.#newest + 1;
    const message = Object.freeze({ id, at: this.#now(), from, text });
    this.#ring[this.#newest % this.#capacity] = message;
    this.#newest = id;
    if (this.#registrations.size > 0) this.#announce(message);
    return message;
  }

  /**
   * The messages after `cursor` in ascending order, at most `limit`; cursor 0 reads
   * from the oldest kept message. Throws {@linkcode CursorGoneError} if a message
   * after the cursor was dropped, {@linkcode CursorFromFutureError} if it is beyond
   * the newest, `RangeError` unless it is an integer from 0 and `limit` one from 1.
   */
  since(cursor: number, limit: number = this.#capacity): Message[] {
    requireInteger("cursor", cursor, 0);
    requireInteger("limit", limit, 1);
    if (cursor > this.newest) throw new CursorFromFutureError(cursor, this);
    if (cursor > 0 && cursor + 1 < this.oldest) {
      throw new CursorGoneError(cursor, this);
    }
    const first = Math.max(cursor, this.oldest - 1);
    return Array.from(
      { length: Math.min(limit, this.#newest - first) },
      (_, index) => this.#ring[(first + index) % this.#capacity]!,
    );
  }

  /**
   * Calls `listener` for every message appended from now on; returns the removal,
   * after which it hears nothing more. One that throws harms nobody: the error is
   * logged. One that appends is heard by everybody in the order of the ids.
   */
  onAppend(listener: (message: Message) => void): () => void {
    const registration: Registration = { listener };
    this.#registrations.add(registration);
    return () => {
      registration.listener = undefined;
      this.#registrations.delete(registration);
    };
  }

  #announce(message: Message): void {
    const queue = this.#unannounced;
    // A listener that appends is called by the walk below, which comes to it later.
    if (queue.push({ message, to: [...this.#registrations] }) > 1) return;
    for (let next = queue[0]; next; next = queue[0]) {
      for (const registration of next.to) notify(registration, next.message);
      queue.shift();
    }
  }
}

function notify(registration: Registration, message: Message): void {
  try {
    registration.listener?.(message);
  } catch (error) {
    console.error("A listener of the event log threw:", error);
  }
}

function requireInteger(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new RangeError(
    `Cannot use the event log: '${name}' must be an integer from ${least}: current value is ${value}`,
  );
}
