import { told } from "../text/printable.ts";
import type { Verdict } from "./verdict.ts";

/** Lines that a ruling draws, at most. */
const linesMax = 40;

/** What came, in one line, or in several that the examiner draws. */
export type Got = string | readonly string[];

/** What a {@linkcode Ruling} is made of. */
export interface RulingInit extends Omit<RulingDetails, "got"> {
  /** What happened instead; a line feed in it is a sign like any other. */
  readonly got: Got;
}

/** What a {@linkcode Ruling} says, fit for a terminal. */
export interface RulingDetails {
  /** What became of the check. */
  readonly verdict: Exclude<Verdict, "pass">;
  /** What should have happened. */
  readonly expected: string;
  /** What happened instead. */
  readonly got: string;
  /** Replaces the check's own "why" where the cause is another one. */
  readonly why?: string;
  /** Set when the file cannot be loaded: no check of it can pass, and none need be run. */
  readonly unloadable?: true;
}

/**
 * Ends a check that did not pass. Everything else that is thrown while a
 * check runs is an error of the examiner.
 */
export class Ruling extends Error {
  override readonly name = "Ruling";
  /** What the ruling says. */
  readonly details: RulingDetails;

  /** Rules as `init` says; whatever a learner wrote into it stays on its line. */
  constructor({ verdict, expected, got, why, unloadable }: RulingInit) {
    const details = {
      verdict,
      expected: told(`${expected}`),
      // JSON.stringify says that it gives a text, and gives undefined.
      got: [got].flat().slice(0, linesMax).map((line) => told(`${line}`))
        .join("\n"),
      ...(why === undefined ? {} : { why: told(why) }),
      ...(unloadable ? { unloadable } : {}),
    };
    super(`Expected ${details.expected}, got ${details.got}`);
    this.details = details;
  }
}

/** Rules that the check failed. */
export function fail(expected: string, got: Got, why?: string): never {
  throw new Ruling({
    verdict: "fail",
    expected,
    got,
    ...(why === undefined ? {} : { why }),
  });
}
