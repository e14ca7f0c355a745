import type { KindName, MakingOf } from "./begin.ts";
import type {
  CommandName,
  CommandNamed,
  commandsOfKind,
  SubjectEvent,
} from "./protocol.ts";

/**
 * Tells what happened. Beside it goes what it tells of, `itself`: a value that
 * was yielded, an error with its stack. That crosses no channel; it is for who
 * sits in the same process. A promise asks to be waited for before the next
 * value is taken.
 */
export type Send = (
  event: SubjectEvent,
  itself?: unknown,
) => void | Promise<void>;

/** What listens before the exercise is loaded. */
export interface Opened {
  /** Its port on 127.0.0.1. */
  readonly port: number;
}

/** What a kind of subject gets to begin with. */
export interface Beginning<Name extends KindName> {
  /** The value that the exercise exports under the name it has to. */
  readonly exported: unknown;
  /** Everything that the exercise exports. */
  readonly module: Readonly<Record<string, unknown>>;
  /** What the command `begin` says to this kind. */
  readonly command: MakingOf<Name>;
  /** Tells what happens. */
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

/** What performs each command of `Name`; what it returns is the reply. */
export type Performers<Name extends CommandName> = {
  readonly [Each in Name]: (command: CommandNamed<Each>) => unknown;
};

/** One kind of subject: how its export is used, and what can be asked of it. */
export interface Kind<Name extends KindName> {
  /** All commands of this kind, and no other. */
  readonly commands: Performers<typeof commandsOfKind[Name][number]>;
}

/** Begins to use an exercise's export. */
export type BeginKind<Name extends KindName> = (
  beginning: Beginning<Name>,
) => Kind<Name> | Promise<Kind<Name>>;
