import { grouped } from "../../text/grouped.ts";
import {
  toldBytesMax,
  toldEventsMax,
  wireBytesMax,
  wirePiecesMax,
} from "../limits.ts";
import { Ruling } from "../verdict/ruling.ts";

/** What a subject uses up in one check. */
export type Spending = "wireBytes" | "wirePieces" | "toldBytes" | "toldEvents";

interface Limit {
  readonly max: number;
  readonly what: string;
  readonly verdict: "fail" | "crash";
  readonly why: string;
}

const endless =
  "Whoever reads this runs out of memory or time. Something is sent again and again without " +
  "waiting for news, for the reader, or for time to pass.";
const flood =
  "The process was ended. Something is yielded, called or shown again and again without waiting.";

const limits: Readonly<Record<Spending, Limit>> = {
  wireBytes: {
    max: wireBytesMax,
    what: "bytes on the wire in one check",
    verdict: "fail",
    why: endless,
  },
  wirePieces: {
    max: wirePiecesMax,
    what:
      "pieces on the wire in one check (packets, chunks, frames, lines of a stream)",
    verdict: "fail",
    why: endless,
  },
  toldBytes: {
    max: toldBytesMax,
    what: "bytes of values in one check",
    verdict: "crash",
    why: flood,
  },
  toldEvents: {
    max: toldEventsMax,
    what: "values and calls in one check",
    verdict: "crash",
    why: flood,
  },
};

/**
 * What a subject may use up in one check, so that the examiner's memory and
 * time are bounded whatever a subject sends.
 */
export class Budget {
  readonly #spent: Record<Spending, number> = {
    wireBytes: 0,
    wirePieces: 0,
    toldBytes: 0,
    toldEvents: 0,
  };
  readonly #exceeded: (ruling: Ruling) => void;
  #isExceeded = false;

  /** A budget of which nothing is spent; `exceeded` is called once. */
  constructor(exceeded: (ruling: Ruling) => void) {
    this.#exceeded = exceeded;
  }

  /** Spends something; returns whether there was room, now and before. */
  spend(what: Spending, amount = 1): boolean {
    if (this.#isExceeded) return false;
    this.#spent[what] += amount;
    if (this.#spent[what] <= limits[what].max) return true;
    this.#isExceeded = true;
    this.#exceeded(overBudget(limits[what], this.#spent[what]));
    return false;
  }
}

function overBudget({ max, what, verdict, why }: Limit, spent: number): Ruling {
  return new Ruling({
    verdict,
    expected: `at most ${grouped(max)} ${what}`,
    got: `${grouped(spent)} and no end`,
    why,
  });
}
