import { fail } from "./ruling.ts";

/**
 * Takes something that the learner's code has to have produced. Without it
 * the check fails: that is never an error of the examiner.
 *
 * @param expected What should be there, such as `a call of options.source()`
 * @param got What came instead
 */
export function demand<T>(
  value: T,
  expected: string,
  got: string = "nothing of that",
): NonNullable<T> {
  if (value === undefined || value === null) fail(expected, got);
  return value;
}

/** Takes an entry of a list that the check itself has made. */
export function own<T>(list: ArrayLike<T>, place: number): T {
  if (place < 0) place += list.length;
  if (!(place in list)) {
    throw new RangeError(
      `Cannot take entry ${place} of a list of the check's own: it has ${list.length}`,
    );
  }
  return list[place] as T;
}
