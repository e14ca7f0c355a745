import type { ExerciseFacts } from "./exercise_facts.ts";
import type { AnyScene } from "./scene.ts";
import type { Stories } from "./stories.ts";

/** What a check says of itself. */
export interface CheckDetails {
  /** The heading of the exercise text that demands it. */
  readonly heading: string;
  /** The misconception behind a failure, in one or two sentences. */
  readonly why: string;
  /** The section of a norm that says it; absent where none does. */
  readonly norm?: string;
  /** Runs without the virtual clock. */
  readonly realTime?: boolean;
}

/** One graded behaviour. */
export interface CheckDefinition extends CheckDetails {
  /** A sentence of the norm, unique in its suite. */
  readonly name: string;
  /** How its stories are drawn; without it the check has one, which its body knows. */
  readonly stories?: Stories;
  /** Plays the other side and judges; a check over stories is given each of them. */
  readonly body: (
    scene: AnyScene,
    story: readonly unknown[],
  ) => Promise<unknown>;
}

/** All checks of one exercise. */
export interface Suite {
  /** The exercise that they grade. */
  readonly exercise: ExerciseFacts;
  /** In teaching order. */
  readonly checks: CheckDefinition[];
}
