/**
 * Stands in for `node:timers/promises`: the same functions over the globals,
 * which are virtual in the examiner.
 *
 * @module
 */
interface TimerOptions {
  readonly signal?: AbortSignal;
}

/** Resolves to `value` after `ms` of virtual time. */
export function setTimeout<T>(
  ms?: number,
  value?: T,
  options: TimerOptions = {},
): Promise<T> {
  const { signal } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(abortError(signal));
    const aborted = () => {
      globalThis.clearTimeout(timer);
      reject(abortError(signal!));
    };
    const timer = globalThis.setTimeout(() => {
      signal?.removeEventListener("abort", aborted);
      resolve(value as T);
    }, ms);
    signal?.addEventListener("abort", aborted, { once: true });
  });
}

/** Yields `value` every `ms` of virtual time. */
export async function* setInterval<T>(
  ms?: number,
  value?: T,
  options: TimerOptions = {},
): AsyncGenerator<T> {
  while (true) yield await setTimeout(ms, value, options) as T;
}

/** Resolves in the next turn of the event loop. */
export function setImmediate<T>(value?: T): Promise<T> {
  return new Promise((resolve) =>
    globalThis.setImmediate(() => resolve(value as T))
  );
}

/** `scheduler.wait` and `scheduler.yield` in virtual time. */
export const scheduler = {
  wait: (ms: number, options?: TimerOptions): Promise<void> =>
    setTimeout<void>(ms, undefined, options),
  yield: (): Promise<void> => setImmediate<void>(),
};

export default { setTimeout, setInterval, setImmediate, scheduler };

/** The error of `node:timers/promises` when its signal aborts. */
function abortError(signal: AbortSignal): Error {
  const error = new Error("The operation was aborted", {
    cause: signal.reason,
  });
  return Object.assign(error, { name: "AbortError", code: "ABORT_ERR" });
}
