import { own, type Scene } from "exam";
import { CAP_MS } from "./_back_off.ts";

/** A shift by so many bits is a shift by none. */
const TURN = 32;

/**
 * Demands that the backoff does not begin anew after 32 errors in a row. A
 * right client draws six waits of up to 30 s that are so short with a chance
 * of 7 in 10,000,000.
 *
 * @param waits Those after the errors in a row, in ms, from the first one on.
 */
export function expectNoTurn(
  { expect }: Scene,
  waits: readonly number[],
  toleranceMs = 0,
): void {
  const behind = waits.slice(TURN, TURN + 6);
  const small = behind.map((_, place) =>
    Math.min(CAP_MS, 500 * 2 ** place) + toleranceMs
  );
  const grown = behind.some((ms, place) => ms > own(small, place));
  expect(behind.length < 6 || grown, {
    expected: `waits of up to ${CAP_MS} ms after ${TURN} errors in a row too`,
    got: `waits of ${behind.map(Math.round).join(", ")} ms`,
  });
}
