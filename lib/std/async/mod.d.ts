/**
 * Helpers for promises and async iterables, as documented for `@std/async` 1.
 * Not offered: `Channel` (`@std/async/channel`), which deno-std 1.4.0 cannot load.
 *
 * @module
 */

/** Settles like `p`, or rejects with `signal.reason` when the signal aborts. */
export function abortable<T>(p: Promise<T>, signal: AbortSignal): Promise<T>;
/** Yields like `p`, or throws `signal.reason` when the signal aborts. */
export function abortable<T>(
  p: AsyncIterable<T>,
  signal: AbortSignal,
): AsyncGenerator<T>;

/** Options for {@linkcode deadline}. */
export interface DeadlineOptions {
  /** Rejects with its reason when it aborts. */
  signal?: AbortSignal;
}

/** Settles like `p`, or rejects with a `TimeoutError` after `ms` milliseconds. */
export function deadline<T>(
  p: Promise<T>,
  ms: number,
  options?: DeadlineOptions,
): Promise<T>;

/** A function whose calls are put off until they stop coming. */
export interface DebouncedFunction<T extends Array<unknown>> {
  (...args: T): void;
  /** Drops the pending call. */
  clear(): void;
  /** Makes the pending call now. */
  flush(): void;
  /** Whether a call is pending. */
  readonly pending: boolean;
}

/** Options for {@linkcode debounce}. */
export interface DebounceOptions {
  /** Drops the pending call when it aborts. */
  signal?: AbortSignal | undefined;
}

/** Makes a function that calls `fn` once no call came for `wait` milliseconds. */
// deno-lint-ignore no-explicit-any
export function debounce<T extends Array<any>>(
  fn: (this: DebouncedFunction<T>, ...args: T) => void,
  wait: number,
  options?: DebounceOptions,
): DebouncedFunction<T>;

/** Options for {@linkcode delay}. */
export interface DelayOptions {
  /** Rejects with its reason when it aborts. */
  signal?: AbortSignal;
  /**
   * Whether the timer keeps the process alive.
   *
   * @default {true}
   */
  persistent?: boolean;
}

/** Resolves after `ms` milliseconds. */
export function delay(ms: number, options?: DelayOptions): Promise<void>;

/** Merges async iterables in the order in which they yield. */
export class MuxAsyncIterator<T> implements AsyncIterable<T> {
  /** Adds an iterable. */
  add(iterable: AsyncIterable<T>): void;
  /** Yields what the iterables yield. */
  iterate(): AsyncIterableIterator<T>;
  /** The same as `iterate`. */
  [Symbol.asyncIterator](): AsyncIterator<T>;
}

/** Options for {@linkcode poll}. */
export interface PollOptions {
  /** Rejects with its reason when it aborts. */
  signal?: AbortSignal;
  /**
   * Milliseconds between two calls.
   *
   * @default {1000}
   */
  interval?: number;
}

/** Calls `fn` again and again until `isDone` accepts its result. */
export function poll<T>(
  fn: () => T,
  isDone: (result: Awaited<T>) => boolean,
  options?: PollOptions,
): Promise<Awaited<T>>;

/** Maps with at most `poolLimit` calls at a time; yields in the order of the input. */
export function pooledMap<T, R>(
  poolLimit: number,
  array: Iterable<T> | AsyncIterable<T>,
  iteratorFn: (data: T) => Promise<R>,
): AsyncIterableIterator<R>;

/** Thrown by {@linkcode retry} after the last attempt; `cause` is its error. */
export class RetryError extends Error {
  /** Takes the last error and the number of attempts. */
  constructor(cause: unknown, attempts: number);
}

/** Options for {@linkcode retry}. */
export interface RetryOptions {
  /**
   * Factor from one wait to the next.
   *
   * @default {2}
   */
  multiplier?: number;
  /**
   * Longest wait in milliseconds.
   *
   * @default {60000}
   */
  maxTimeout?: number;
  /**
   * How often `fn` is called at most.
   *
   * @default {5}
   */
  maxAttempts?: number;
  /**
   * First wait in milliseconds.
   *
   * @default {1000}
   */
  minTimeout?: number;
  /**
   * Share of each wait that is random, from 0 to 1.
   *
   * @default {1}
   */
  jitter?: number;
  /** Whether to try again after this error; by default always. */
  isRetriable?: (err: unknown) => boolean;
  /** Rejects with its reason when it aborts. */
  signal?: AbortSignal;
}

/** Calls `fn` until it succeeds, waiting longer each time. */
export function retry<T>(
  fn: (() => Promise<T>) | (() => T),
  options?: RetryOptions,
): Promise<T>;

/** A tuple of `N` elements; an array if `N` is not a literal. */
export type Tuple<T, N extends number> = N extends N
  ? number extends N ? T[] : TupleOf<T, N, []>
  : never;

/** Builds a {@linkcode Tuple}. */
export type TupleOf<T, N extends number, R extends unknown[]> =
  R["length"] extends N ? R : TupleOf<T, N, [T, ...R]>;

/** Splits an async iterable into `n` that can be read independently. */
export function tee<T, N extends number = 2>(
  iterable: AsyncIterable<T>,
  n?: N,
): Tuple<AsyncIterable<T>, N>;
