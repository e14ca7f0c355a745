import type { Link } from "./link.ts";
import type { Trial } from "./trial.ts";

/** What an exercise asks for, and so how the examiner runs it. */
export type Kind =
  | "server"
  | "client"
  | "function"
  | "program"
  | "worker"
  | "suite";

/** An import that would do the learner's work. */
export interface Forbidden {
  /** The specifier, for example `@std/async`. */
  readonly name: string;
  /** Ends the sentence "You may not import it, because …". */
  readonly because: string;
}

/** One file to write; one idea, about eight checks. */
export interface Exercise {
  /** Never changes, whatever happens to title and number: progress is kept by it. */
  readonly id: string;
  /** Lesson and place in it, for example `3.2`. */
  readonly number: string;
  /** The same in `exercises/`, `solutions/` and `tests/`, without the extension. */
  readonly path: string;
  /** Two or three words. */
  readonly title: string;
  /** What the file is. */
  readonly kind: Kind;
  /** The name that the file must export. */
  readonly exports: string;
  /** `core` comes first, `deep` is for those who want more. */
  readonly track: "core" | "deep";
  /** How long it takes a learner who has read the lesson. */
  readonly minutes: number;
  /** A sentence that begins with "You can". */
  readonly outcome: string;
  /** Identifiers of the exercises that this one builds on. */
  readonly needs: readonly string[];
  /** What the file may import. */
  readonly imports: readonly string[];
  /** What it may not import, and why. */
  readonly forbidden: readonly Forbidden[];
  /** Environment variables that a package it imports reads. */
  readonly environment?: readonly string[];
  /** Whether the other side speaks TLS, with a certificate that only the given agent trusts. */
  readonly secure?: boolean;
  /** The section that the exercise teaches. */
  readonly norm: Link;
  /** How it is tried. */
  readonly trial?: Trial;
}
