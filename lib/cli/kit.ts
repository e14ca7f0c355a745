import type { Lesson } from "./catalogue.ts";
import type { ProgressStore } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

/** What every command gets to work with. */
export interface Kit {
  /** The folder of `deno.json`, ending in "/". */
  readonly root: URL;
  /** The folder in which the user typed the command. */
  readonly calledIn: string;
  /** All lessons that exist. */
  readonly lessons: readonly Lesson[];
  /** Where to write and ask. */
  readonly terminal: Terminal;
  /** How the user starts tasks: "deno task" or "npx -y deno@2.9.6 task". */
  readonly prefix: string;
  /** What the learner has done so far. */
  readonly progress: ProgressStore;
  /** Aborts at Ctrl-C. */
  readonly signal: AbortSignal;
}

/** A flag takes a value or is just there. */
export type FlagKind = "boolean" | "string";

/** What the user typed behind the command. */
export interface Invocation {
  /** Words that are not flags. */
  readonly words: readonly string[];
  /** Flags that were given, without their dashes. */
  readonly flags: Readonly<Record<string, string | boolean>>;
}

/** Exit codes, the same for every command. */
export const EXIT = {
  /** Everything asked for passed. */
  ok: 0,
  /** Something asked for did not pass. */
  notPassed: 1,
  /** What was typed makes no sense. */
  usage: 2,
  /** The kit itself failed; no verdict on the learner. */
  harness: 3,
  /** Ctrl-C, as shells count it. */
  interrupted: 130,
} as const;

/** One command of the command line. */
export interface Command {
  /** Behind the command's name: "[n | n.m] [--all]". */
  readonly usage: string;
  /** One line for the help screen. */
  readonly summary: string;
  /** The flags that it understands. */
  readonly flags: Readonly<Record<string, FlagKind>>;
  /** How many words it takes at most. */
  readonly maxWords: number;
  /** Does it; returns the exit code. */
  run(kit: Kit, invocation: Invocation): Promise<number>;
}
