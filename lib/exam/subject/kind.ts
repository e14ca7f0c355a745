import type { KindName, MakingOf } from "./begin.ts";
import type {
  CommandName,
  CommandNamed,
  commandsOfKind,
  SubjectEvent,
} from "./protocol.ts";

/** Tells the examiner something on its own. */
export type Send = (event: SubjectEvent) => void;

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
  /** Tells the examiner something on its own. */
  readonly send: Send;
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
