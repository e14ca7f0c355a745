import type { PeerExchange, Scene } from "exam";

/** The longest wait after any number of errors. */
export const CAP_MS = 30_000;

/** The longest wait after the error with this number, from 0. */
export function mostMs(error: number): number {
  return Math.min(CAP_MS, 500 * 2 ** error);
}

/** Errors in a row, and what the client made of them. */
export interface ErrorsInARow {
  /** The poll that is broken first. */
  readonly first: PeerExchange;
  /** Takes the poll that follows, within that time. */
  readonly next: (withinMs: number) => Promise<PeerExchange>;
  /** How many. */
  readonly errors: number;
  /** Breaks one poll. */
  readonly breakPoll: (poll: PeerExchange) => Promise<void>;
}

/**
 * Lets polls fail one after the other. Each has to be followed by another one
 * before the longest wait is over; resolves to the shares of it that passed,
 * and to the last poll, which is not answered yet.
 */
export async function sharesOf(
  { clock }: Scene,
  { first, next, errors, breakPoll }: ErrorsInARow,
): Promise<{ shares: number[]; poll: PeerExchange }> {
  const shares: number[] = [];
  let poll = first;
  for (let error = 0; error < errors; error++) {
    await breakPoll(poll);
    const failedAt = clock.now;
    poll = await next(mostMs(error));
    shares.push((poll.at - failedAt) / mostMs(error));
  }
  return { shares, poll };
}

/** Shares as a report shows them. */
export function percent(shares: readonly number[]): string {
  return shares.map((share) => `${Math.round(share * 100)} %`).join(", ");
}
