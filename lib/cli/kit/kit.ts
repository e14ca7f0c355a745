import type { Lesson } from "catalogue";
import type { ProgressStore } from "./progress_store.ts";
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

/** What may be typed with two dashes. */
export interface Flag {
  /** What its value is called, such as "DIR"; absent when it takes none. */
  readonly value?: string;
  /** Behind the flag on the command's help screen. */
  readonly says: string;
}

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
  /** The words behind the command's name: "[n | n.m …]"; "" for none. */
  readonly words: string;
  /** One line of at most 64 characters for the help screen. */
  readonly summary: string;
  /** The flags that it understands. */
  readonly flags: Readonly<Record<string, Flag>>;
  /** How many words it takes at most. */
  readonly maxWords: number;
  /** Does it; returns the exit code. */
  run(kit: Kit, invocation: Invocation): Promise<number>;
}
