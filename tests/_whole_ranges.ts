import { type ClientScene, message, type Scene } from "exam";
import { CAP_MS, mostMs } from "./_back_off.ts";

/**
 * Readers, of which each meets an error before its first success and one after
 * it; every third meets six more in a row. So there are at least 25 waits of
 * each group below. A right client has none in one half of its range with a
 * chance of at most 2⁻²⁵; for both halves of the four groups that makes 2 of
 * 10,000,000 runs, whatever its source of random numbers.
 */
const READERS = 25;

/** What waits are looked at together: `of` is the number of errors before the one that is waited after. */
const GROUPS = [
  { what: "the first error of a reader", fresh: true, of: [0] },
  { what: "the first error after a success", fresh: false, of: [0] },
  { what: "the second, third and fourth error", fresh: false, of: [1, 2, 3] },
  { what: "the fifth, sixth and seventh error", fresh: false, of: [4, 5, 6] },
] as const;

/** One wait after an error. */
interface Wait {
  /** Errors before it since the last success. */
  readonly error: number;
  /** Whether there has been no success yet. */
  readonly fresh: boolean;
  readonly ms: number;
}

/** How waits are looked at. */
export interface RangesOptions {
  /** How long after a success the client asks again, default 0 ms. */
  readonly intervalMs?: number;
  /** What may be added to each wait, in ms; less than 250. */
  readonly toleranceMs: number;
}

/**
 * Demands that the waits after one error, after a few and after many come into
 * both halves of their ranges, each group by itself: with another factor, base
 * or beginning of the formula some never do, although they keep to all bounds.
 */
export async function expectWholeRanges(
  scene: ClientScene,
  options: RangesOptions,
): Promise<void> {
  const waits: Wait[] = [];
  for (let reader = 0; reader < READERS; reader++) {
    await watch(scene, reader % 3 === 0 ? 7 : 1, { ...options, waits });
  }
  for (const { error, ms } of waits) {
    const mostAllowedMs = mostMs(error) + options.toleranceMs;
    scene.expect(ms <= mostAllowedMs, {
      expected: `the next poll within ${mostAllowedMs} ms`,
      got: `a poll after ${Math.round(ms)} ms`,
    });
  }
  for (const group of GROUPS) {
    const among = waits.filter(({ fresh, error }) =>
      fresh === group.fresh && group.of.some((of) => of === error)
    );
    expectBothHalves(scene, among, group.what, options.toleranceMs);
  }
}

/**
 * Starts a reader, whose first poll fails, whose second succeeds, and whose
 * next ones fail so often; it is aborted in the last one. Every poll is
 * answered as it comes, so that nothing has to settle before the wait.
 */
async function watch(
  { client, clock, peer }: ClientScene,
  errors: number,
  { waits, intervalMs = 0, toleranceMs }: RangesOptions & { waits: Wait[] },
): Promise<void> {
  let failed: { error: number; fresh: boolean; at: number } | undefined;
  let polls = 0;
  const last = errors + 2;
  peer.answerAll(async (poll) => {
    const { at } = poll;
    if (failed) waits.push({ ...failed, ms: at - failed.at });
    failed = undefined;
    const place = polls++;
    if (place === 1) return await poll.messages(message(1));
    if (place >= last) return poll.hold();
    failed = { error: Math.max(0, place - 2), fresh: place === 0, at };
    await poll.answer(503);
  });
  await client.start();
  await clock.runUntil(() => polls > last, {
    withinMs: intervalMs + (errors + 2) * (CAP_MS + toleranceMs),
    what: `a poll after each of ${errors + 1} errors and a success`,
  });
  peer.answerAll(undefined);
  await client.abort();
}

function expectBothHalves(
  { expect }: Scene,
  waits: readonly Wait[],
  what: string,
  toleranceMs: number,
): void {
  const isLower = ({ error, ms }: Wait) => ms < mostMs(error) / 2 + toleranceMs;
  // A timer may add a millisecond by rounding.
  const isUpper = ({ error, ms }: Wait) => ms > mostMs(error) / 2 + 1;
  expect(waits.some(isLower) && waits.some(isUpper), {
    expected: `waits after ${what} in both halves of the range`,
    got: waits.map(({ error, ms }) =>
      `${Math.round(ms)} of ${mostMs(error)} ms`
    ).join(", "),
  });
}
