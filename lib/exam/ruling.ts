import type { Verdict } from "./verdict.ts";

/** What a {@linkcode Ruling} says. */
export interface RulingDetails {
  /** What became of the check. */
  readonly verdict: Exclude<Verdict, "pass">;
  /** What should have happened. */
  readonly expected: string;
  /** What happened instead. */
  readonly got: string;
  /** Replaces the check's own "why" where the cause is another one. */
  readonly why?: string;
}

/**
 * Ends a check that did not pass. Everything else that is thrown while a
 * check runs is an error of the examiner.
 */
export class Ruling extends Error {
  override readonly name = "Ruling";
  /** What the ruling says. */
  readonly details: RulingDetails;

  /** Rules as `details` say. */
  constructor(details: RulingDetails) {
    super(`Expected ${details.expected}, got ${details.got}`);
    this.details = details;
  }
}

/** Rules that the check failed. */
export function fail(expected: string, got: string, why?: string): never {
  throw new Ruling({
    verdict: "fail",
    expected,
    got,
    ...(why === undefined ? {} : { why }),
  });
}
