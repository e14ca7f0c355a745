import type { Draft } from "kernel";

/** What `deno task lesson n` plays beyond the scenario of all lessons. */
export interface Scenario {
  /** On the board before the client comes. */
  readonly before?: readonly Draft[];
  /** Instead of a few people who talk: somebody who counts. */
  readonly ticker?: {
    /** From one message to the next, in milliseconds. */
    readonly everyMs: number;
    /** How many are published. */
    readonly count: number;
    /** After which of them the open connections are cut, half way to the next. */
    readonly cutAfter?: number;
  };
  /** Whether the client speaks too, both sides at once, and the server restarts in between. */
  readonly duplex?: boolean;
  /** Whether the lesson's server takes `POST /messages` itself. */
  readonly takesPosts?: boolean;
  /** Whether a push service takes part, and user agents come and go. */
  readonly push?: boolean;
  /** Whether every byte is shown below the diagram. */
  readonly bytes?: boolean;
  /** What the lesson's `cost.ts` is asked for. */
  readonly costs?: {
    /** What is counted, for example "One minute with six messages". */
    readonly of: string;
    /** Intervals between two polls, in milliseconds. */
    readonly intervalsMs: readonly number[];
  };
}
