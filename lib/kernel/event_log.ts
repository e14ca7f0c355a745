import { CursorFromFutureError, CursorGoneError } from "./cursor_error.ts";
import type { Draft, Message } from "./message.ts";

/** Options for {@linkcode EventLog}. */
export interface EventLogOptions {
  /**
   * How many messages are kept; the oldest is dropped first.
   *
   * @default {10_000}
   */
  capacity?: number;
  /**
   * Supplies `at`, in milliseconds since the Unix epoch.
   *
   * @default {Date.now}
   */
  now?: () => number;
}

/** Holds a listener, or nothing once it was removed. */
interface Registration {
  listener: ((message: Message) => void) | undefined;
}

/** A message and those who listened when it was appended. */
interface Announcement {
  message: Message;
  registrations: Registration[];
}

/**
 * The messages of one board in order, of which the newest `capacity` are kept.
 *
 * It has no timers and never waits: waiting is what the lessons are about.
 *
 * @example Usage
 * ```ts
 * import { EventLog } from "kernel";
 *
 * const log = new EventLog();
 * const remove = log.onAppend((message) => console.log(message.id));
 * log.append({ from: "ada", text: "hello" });
 * log.since(0);
 * remove();
 * ```
 */
export class EventLog {
  readonly #capacity: number;
  readonly #now: () => number;
  readonly #ring: Message[] = []; // message `id` is at `(id - 1) % capacity`
  readonly #registrations = new Set<Registration>();
  readonly #announcements: Announcement[] = [];
  #newest = 0;

  /** Makes an empty log. Throws `RangeError` unless `capacity` is a positive integer. */
  constructor(options: EventLogOptions = {}) {
    const { capacity = 10_000, now = () => Date.now() } = options;
    requireInteger("make an event log", "capacity", capacity, 1);
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
  append(draft: Draft): Message {
    const message: Message = Object.freeze({
      id: this.#newest + 1,
      at: this.#now(),
      from: draft.from,
      text: draft.text,
    });
    this.#ring[this.#newest % this.#capacity] = message;
    this.#newest = message.id;
    this.#announce(message);
    return message;
  }

  /**
   * The messages after `cursor` in ascending order, at most `limit`. Cursor 0
   * reads from the oldest kept message.
   *
   * Throws {@linkcode CursorGoneError} if a message after the cursor was dropped,
   * {@linkcode CursorFromFutureError} if the cursor is beyond the newest message,
   * and `RangeError` unless `cursor` is an integer from 0 and `limit` one from 1.
   */
  since(cursor: number, limit: number = this.#capacity): Message[] {
    requireInteger("read the event log", "cursor", cursor, 0);
    requireInteger("read the event log", "limit", limit, 1);
    if (cursor > this.newest) throw new CursorFromFutureError(cursor, this);
    if (cursor > 0 && cursor + 1 < this.oldest) {
      throw new CursorGoneError(cursor, this);
    }
    const first = Math.max(cursor + 1, this.oldest);
    const length = Math.min(limit, this.#newest - first + 1);
    return Array.from(
      { length },
      (_, index) => this.#ring[(first - 1 + index) % this.#capacity]!,
    );
  }

  /**
   * Calls `listener` for every message appended from now on, and returns the
   * removal. Nothing is heard after the removal, even of a message whose
   * announcement is under way. A listener that throws harms nobody: the error is
   * logged. A listener that appends is heard by everybody in the order of the ids.
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
    if (this.#registrations.size === 0) return;
    const registrations = [...this.#registrations];
    const announcements = this.#announcements;
    // A listener that appends is in the middle of the walk below, which goes on.
    if (announcements.push({ message, registrations }) > 1) return;
    for (let next = announcements[0]; next; next = announcements[0]) {
      for (const registration of next.registrations) {
        notify(registration, next.message);
      }
      announcements.shift();
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

function requireInteger(
  action: string,
  name: string,
  value: number,
  least: number,
): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new RangeError(
    `Cannot ${action}: '${name}' must be an integer from ${least}: current value is ${value}`,
  );
}
