import type { Command, Send } from "./channel.ts";

/** What listens before the exercise is loaded. */
export interface Opened {
  /** Its port on 127.0.0.1. */
  readonly port: number;
}

/** What a kind of subject gets to begin with. */
export interface Beginning {
  /** The value that the exercise exports under the name it has to. */
  readonly exported: unknown;
  /** Everything that the exercise exports. */
  readonly module: Readonly<Record<string, unknown>>;
  /** The command `begin`, with the options of this kind. */
  readonly command: Command;
  /** Tells the examiner something on its own. */
  readonly send: Send;
  /** Prints what the exercise threw where nobody could catch it; by default `console.error`. */
  readonly complain?: (error: unknown) => void;
  /** Makes the agent that a function asks with; by default one that trusts the peer's certificate. */
  readonly agent?: () => Promise<unknown>;
  /** Reads the time, in ms since 1970. */
  readonly now: () => number;
  /** What listens for the exercise; absent in kinds that do not listen. */
  readonly opened?: Opened | undefined;
}

/** One kind of subject: how its export is used, and what can be asked of it. */
export interface Kind {
  /** Commands of this kind, by name; what they return is the reply. */
  readonly commands: Record<string, (command: Command) => unknown>;
}

/** Begins to use an exercise's export. */
export type BeginKind = (beginning: Beginning) => Kind | Promise<Kind>;
