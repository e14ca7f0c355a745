import type { Scene } from "./scene.ts";

/** What the examiner has to know of an exercise; the catalogue has more. */
export interface ExerciseFacts {
  /** Stable id, such as `long_polling/time_out`. */
  readonly id: string;
  /** Number for people, such as `3.2`. */
  readonly number: string;
  /** Path in all four trees, such as `03_long_polling/02_time_out`. */
  readonly path: string;
  /** How the export is used. */
  readonly kind:
    | "server"
    | "client"
    | "function"
    | "program"
    | "worker"
    | "suite";
  /** Name of the export. */
  readonly exports: string;
  /** Paths of the exercises whose solutions it may import. */
  readonly needs: readonly string[];
  /** Names of packages and rooms that it may import. */
  readonly imports: readonly string[];
  /** Imports that would take the exercise away, and why. */
  readonly forbidden: readonly {
    readonly name: string;
    readonly because: string;
  }[];
  /** Environment variables that a package it imports reads. */
  readonly environment?: readonly string[];
  /** Whether its peer speaks TLS, with a certificate that `{ $agent: true }` trusts. */
  readonly secure?: boolean;
  /** The norm that the exercise follows. */
  readonly norm: { readonly text: string; readonly url: string };
}

/** What a check says of itself. */
export interface CheckDetails {
  /** The heading of the exercise text that demands it. */
  readonly heading: string;
  /** The misconception behind a failure, in one or two sentences. */
  readonly why: string;
  /** The norm, where it is another one than the exercise's. */
  readonly norm?: string;
  /** Runs without the virtual clock. */
  readonly realTime?: boolean;
}

/** One graded behaviour. */
export interface CheckDefinition extends CheckDetails {
  /** A sentence of the norm, unique in its suite. */
  readonly name: string;
  /** Plays the other side and judges. */
  readonly body: (scene: Scene) => Promise<unknown>;
}

/** All checks of one exercise. */
export interface Suite {
  /** The exercise that they grade. */
  readonly exercise: ExerciseFacts;
  /** In teaching order. */
  readonly checks: CheckDefinition[];
}
