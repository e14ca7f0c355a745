// deno-lint-ignore-file no-explicit-any
import { MockError } from "./_mock_types.ts";

/** Makes a function that returns what it is called on. */
export function returnsThis<Self = any, Args extends unknown[] = any[]>(): (
  this: Self,
  ...args: Args
) => Self {
  return function (this: Self): Self {
    return this;
  };
}

/** Makes a function that returns its argument number `idx`. */
export function returnsArg<Arg, Self = any>(
  idx: number,
): (this: Self, ...args: Arg[]) => Arg | undefined {
  return (...args) => args[idx];
}

/** Makes a function that returns its arguments from `start` to before `end`. */
export function returnsArgs<Args extends unknown[], Self = any>(
  start = 0,
  end?: number,
): (this: Self, ...args: Args) => Args {
  return (...args) => args.slice(start, end) as Args;
}

/** Makes a function that returns the next of `values`, or throws it if it is an error. */
export function returnsNext<
  Return,
  Self = any,
  Args extends unknown[] = any[],
>(
  values: Iterable<Return | Error>,
): (this: Self, ...args: Args) => Return {
  const iterator = values[Symbol.iterator]();
  let calls = 0;
  return () => take(iterator.next(), calls++);
}

/** Makes a function that resolves to the next of `iterable`, or rejects with it if it is an error. */
export function resolvesNext<
  Return,
  Self = any,
  Args extends unknown[] = any[],
>(
  iterable:
    | Iterable<Return | Error | Promise<Return | Error>>
    | AsyncIterable<Return | Error | Promise<Return | Error>>,
): (this: Self, ...args: Args) => Promise<Return> {
  const iterator = (async function* () {
    yield* iterable;
  })();
  let calls = 0;
  return async () => take(await iterator.next(), calls++);
}

function take<T>(next: IteratorResult<T | Error>, calls: number): T {
  if (next.done) {
    throw new MockError(
      `Not expected to be called more than ${calls} time(s)`,
    );
  }
  if (next.value instanceof Error) throw next.value;
  return next.value;
}
