/**
 * A clock that stands still until the test moves it, as documented for
 * `@std/testing/time` 1.
 *
 * @example Usage
 * ```ts
 * import { FakeTime } from "@std/testing/time";
 *
 * using time = new FakeTime();
 * let rang = false;
 * setTimeout(() => rang = true, 25_000);
 * time.tick(25_000);
 * ```
 *
 * @module
 */
import { createClock } from "npm:@sinonjs/fake-timers@15.5.0";

/** Options of `FakeTime.delay`. */
export interface DelayOptions {
  /** Rejects with an `AbortError` when it aborts. */
  signal?: AbortSignal;
}

/** Options for {@linkcode FakeTime}. */
export interface FakeTimeOptions {
  /** How much faster than real time the clock runs by itself; 0 stands still. */
  advanceRate: number;
  /**
   * Real milliseconds between two steps of a clock that runs by itself.
   *
   * @default {10}
   */
  advanceFrequency?: number;
}

/** Thrown when time is faked twice, or restored without being faked. */
export class TimeError extends Error {
  /** Makes an error with this message. */
  constructor(message: string) {
    super(message);
    this.name = "TimeError";
  }
}

const real = {
  Date,
  setTimeout,
  clearTimeout,
  setInterval,
  clearInterval,
  abortSignalTimeout: AbortSignal.timeout,
};

let current: FakeTime | undefined;

/**
 * Replaces `Date`, `setTimeout`, `setInterval`, their `clear` and
 * `AbortSignal.timeout` until it is restored.
 */
export class FakeTime {
  readonly #clock: ReturnType<typeof createClock>;
  readonly #start: number;
  readonly #advancing: ReturnType<typeof setInterval> | undefined;

  /**
   * Fakes time from now on, beginning at `start` (by default the real time).
   * Throws {@linkcode TimeError} if time is faked already.
   */
  constructor(
    start?: number | string | Date | null,
    options?: FakeTimeOptions,
  ) {
    if (current) {
      throw new TimeError("Cannot construct FakeTime: time is already faked");
    }
    this.#start = toMilliseconds(start);
    this.#clock = createClock(this.#start);
    const { advanceRate = 0, advanceFrequency = 10 } = options ?? {};
    if (advanceRate > 0) {
      const step = () => this.tick(advanceRate * advanceFrequency);
      this.#advancing = real.setInterval(step, advanceFrequency);
    }
    current = this;
    this.#override();
  }

  /** Restores the real time. Throws {@linkcode TimeError} if time is not faked. */
  static restore(): void {
    if (!current) {
      throw new TimeError("Cannot restore time: time is already restored");
    }
    current.restore();
  }

  /** Restores the real time until `callback` has returned or its promise has settled. */
  static async restoreFor<T>(
    // deno-lint-ignore no-explicit-any
    callback: (...args: any[]) => Promise<T> | T,
    // deno-lint-ignore no-explicit-any
    ...args: any[]
  ): Promise<T> {
    const time = current;
    if (!time) throw new TimeError("Cannot restore time: time is not faked");
    restoreGlobals();
    try {
      return await callback(...args);
    } finally {
      if (current === time) time.#override();
    }
  }

  /** Milliseconds since the Unix epoch by the fake clock. */
  get now(): number {
    return this.#clock.now;
  }

  /** Moves the clock forward and runs what is due. Throws `RangeError` for the past. */
  set now(value: number) {
    if (value < this.now) {
      throw new RangeError(
        `Cannot set current time in the past, time must be >= ${this.now}: received ${value}`,
      );
    }
    this.#clock.tick(value - this.now);
  }

  /** Where the fake clock began, in milliseconds since the Unix epoch. */
  get start(): number {
    return this.#start;
  }

  /** Resolves after `ms` real milliseconds. */
  delay(ms: number, options: DelayOptions = {}): Promise<void> {
    const { signal } = options;
    return new Promise((resolve, reject) => {
      const abort = () => {
        real.clearTimeout(timer);
        reject(new DOMException("Delay was aborted.", "AbortError"));
      };
      const timer = real.setTimeout(() => {
        signal?.removeEventListener("abort", abort);
        resolve();
      }, ms);
      if (signal?.aborted) abort();
      else signal?.addEventListener("abort", abort, { once: true });
    });
  }

  /** Runs the pending microtasks. */
  async runMicrotasks(): Promise<void> {
    await this.delay(0);
  }

  /** Moves the clock by `ms` and runs what is due. */
  tick(ms = 0): void {
    this.now += ms;
  }

  /** Runs the pending microtasks, then moves the clock by `ms`. */
  async tickAsync(ms = 0): Promise<void> {
    await this.runMicrotasks();
    this.now += ms;
  }

  /** Moves the clock to the next timer; false if there is none. */
  next(): boolean {
    if (this.#clock.countTimers() === 0) return false;
    this.#clock.next();
    this.#clock.tick(0); // others that are due at the same time
    return true;
  }

  /** Runs the pending microtasks, then moves the clock to the next timer. */
  async nextAsync(): Promise<boolean> {
    await this.runMicrotasks();
    return this.next();
  }

  /** Moves the clock until no timer is left. */
  runAll(): void {
    while (this.next());
  }

  /** Moves the clock until no timer is left, running microtasks in between. */
  async runAllAsync(): Promise<void> {
    while (await this.nextAsync());
  }

  /** Restores the real time. Throws {@linkcode TimeError} if that has happened. */
  restore(): void {
    if (current !== this) {
      throw new TimeError("Cannot restore time: time is already restored");
    }
    current = undefined;
    restoreGlobals();
    real.clearInterval(this.#advancing);
  }

  /** Restores the real time at the end of the scope. */
  [Symbol.dispose](): void {
    this.restore();
  }

  #override(): void {
    const clock = this.#clock;
    const { Date, clearTimeout, setInterval, clearInterval } = clock;
    const setTimeout = (...timer: Parameters<typeof clock.setTimeout>) => {
      // One of 0 ms that is set while the clock moves is due at once, as documented.
      Object.assign(clock, { duringTick: false });
      return clock.setTimeout(...timer);
    };
    const timers = { setTimeout, clearTimeout, setInterval, clearInterval };
    Object.assign(globalThis, { Date, ...timers });
    AbortSignal.timeout = (ms) => {
      const controller = new AbortController();
      const reason = new DOMException("Signal timed out.", "TimeoutError");
      clock.setTimeout(() => controller.abort(reason), ms);
      return controller.signal;
    };
  }
}

function restoreGlobals(): void {
  const { abortSignalTimeout, ...globals } = real;
  Object.assign(globalThis, globals);
  AbortSignal.timeout = abortSignalTimeout;
}

function toMilliseconds(start?: number | string | Date | null): number {
  const date = start == null ? new real.Date() : new real.Date(start);
  const milliseconds = date.getTime();
  if (Number.isNaN(milliseconds)) {
    throw new TypeError(
      `Cannot construct FakeTime: invalid start time ${milliseconds}`,
    );
  }
  return milliseconds;
}
