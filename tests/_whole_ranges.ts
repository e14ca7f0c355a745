import { type ClientScene, message, type PeerExchange, type Scene } from "exam";
import { mostMs } from "./_back_off.ts";

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
  /** Takes the next poll, within that time or at once. */
  readonly next: (withinMs?: number) => Promise<PeerExchange>;
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
  const { client } = scene;
  const { next, intervalMs = 0, toleranceMs } = options;
  const waits: Wait[] = [];
  for (let reader = 0; reader < READERS; reader++) {
    await client.start();
    const fail = (poll: PeerExchange, error: number, fresh = false) =>
      failOnce(scene, options, { poll, error, fresh }, waits);
    let poll = await fail(await next(), 0, true);
    await poll.messages(message(1));
    poll = await next(intervalMs + toleranceMs);
    const errors = reader % 3 === 0 ? 7 : 1;
    for (let error = 0; error < errors; error++) poll = await fail(poll, error);
    await client.abort();
    await client.expectEnded();
  }
  for (const group of GROUPS) {
    const among = waits.filter(({ fresh, error }) =>
      fresh === group.fresh && group.of.some((of) => of === error)
    );
    expectBothHalves(scene, among, group.what, toleranceMs);
  }
}

/** Lets a poll fail, and takes the one that follows. */
async function failOnce(
  { clock }: Scene,
  { next, toleranceMs }: RangesOptions,
  { poll, error, fresh }: {
    readonly poll: PeerExchange;
    readonly error: number;
    readonly fresh: boolean;
  },
  waits: Wait[],
): Promise<PeerExchange> {
  await poll.answer(503);
  const failedAt = clock.now;
  const again = await next(mostMs(error) + toleranceMs);
  waits.push({ error, fresh, ms: again.at - failedAt });
  return again;
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
