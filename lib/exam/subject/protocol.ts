/**
 * The control channel between the examiner and the learner's process, declared
 * once for both ends: what the process is told to do, and what it says. What
 * comes *from* the process may be the learner's: no type helps there, and it is
 * read member by member (`process/read_event.ts`).
 *
 * @module
 */
import type { Draft } from "kernel";
import type { Begin, ClientCall, Construction, KindName } from "./begin.ts";
import type { Thrown } from "./thrown.ts";

/** JSON of a subscription; `{ $bytes }` in it stands for an ArrayBuffer. */
type Subscription = Readonly<Record<string, unknown>> | null;

/** Everything that the examiner tells the subject's process to do. */
export type Command =
  | Begin
  | { readonly do: "turn" }
  /** Times are in ms since 1970. */
  | { readonly do: "fireNext" | "moveTo"; readonly until: number }
  | { readonly do: "jump"; readonly ms: number }
  /** How a call of an option that is a function, or of a held one, ends. */
  | { readonly do: "resolve"; readonly call: number; readonly value: unknown }
  /** A text is the message of an Error. */
  | {
    readonly do: "reject";
    readonly call: number;
    readonly reason: string | Thrown;
  }
  /** Aborts an option that is a signal; a text is the message of an AbortError. */
  | {
    readonly do: "abortOption";
    readonly name: string;
    readonly reason: string | Thrown;
  }
  /** Counts the listeners of an option that is a signal. */
  | { readonly do: "signalListeners"; readonly name: string }
  /** Each write takes so many bytes at most from now on; without a number, all. */
  | { readonly do: "line"; readonly mostBytes?: number | undefined }
  /** Boards are numbered from 0. */
  | {
    readonly do: "publish";
    readonly drafts: readonly Draft[];
    readonly board: number;
  }
  /** As soon as the handler of that board has been called with its next request, in the same turn. */
  | {
    readonly do: "publishAtNext";
    readonly drafts: readonly Draft[];
    readonly board: number;
  }
  /** From now on a connection from this port belongs to that board, not to the first. */
  | {
    readonly do: "joinBoard";
    readonly port: number;
    readonly board: number;
  }
  | { readonly do: "listeners" }
  /** How many accepted connections have not been closed. */
  | { readonly do: "connections" }
  /** How many bytes the process holds in buffers. */
  | { readonly do: "heldBytes" }
  | { readonly do: "start" } & ClientCall
  | { readonly do: "pull" }
  /** Leaves the iteration, as `break` does. */
  | { readonly do: "leave" }
  /** A text is the message of an AbortError, here and in `abortCall`. */
  | { readonly do: "abortIteration"; readonly reason: string | Thrown }
  /** Calls `publish(draft)` of a connection; the first call has this number. */
  | {
    readonly do: "publishAll";
    readonly call: number;
    readonly drafts: readonly Draft[];
  }
  | { readonly do: "construct" } & Construction
  | { readonly do: "close" }
  | { readonly do: "readyState" }
  /** Calls an export; `take` leaves what it returns after so many values, `quiet` tells them only in the end. */
  | {
    readonly do: "call";
    readonly call: number;
    readonly values: readonly unknown[];
    readonly name?: string | undefined;
    readonly take?: number | undefined;
    readonly quiet?: boolean | undefined;
  }
  | {
    readonly do: "abortCall";
    readonly call: number;
    readonly reason: string | Thrown;
  }
  /** Events of a worker are numbered from 0; a push without data has no payload. */
  | {
    readonly do: "push";
    readonly number: number;
    readonly base64?: string | undefined;
  }
  | {
    readonly do: "click";
    readonly number: number;
    readonly shown: number;
    readonly action: string;
  }
  | {
    readonly do: "change";
    readonly number: number;
    readonly oldSubscription: Subscription;
    readonly newSubscription: Subscription;
  };

/** The name of a command. */
export type CommandName = Command["do"];

/** The command of this name. */
export type CommandNamed<Name extends CommandName> = Extract<
  Command,
  { readonly do: Name }
>;

/** A command as it is sent: `id` comes back with the reply. */
export type Sent<Said extends Command = Command> = Said & {
  readonly id: number;
};

/** Commands that every process obeys. */
export const commandsOfAll = [
  "begin",
  "turn",
  "fireNext",
  "moveTo",
  "jump",
] as const satisfies readonly CommandName[];

/** Commands that a process obeys once its subject has begun. */
export const commandsOfKind = {
  server: [
    "publish",
    "publishAtNext",
    "joinBoard",
    "listeners",
    "resolve",
    "reject",
    "abortOption",
    "signalListeners",
  ],
  program: ["resolve", "reject", "abortOption", "line", "connections"],
  client: ["start", "pull", "leave", "resolve", "reject", "abortIteration"],
  connection: ["start", "pull", "publishAll", "close", "resolve", "reject"],
  class: ["construct", "close", "readyState"],
  function: ["call", "abortCall", "heldBytes"],
  worker: ["push", "click", "change", "resolve", "reject"],
} as const satisfies Record<KindName, readonly CommandName[]>;

/** What a process answers to a command. */
export type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: SubjectError };

/** What the subject tells on its own. */
export type SubjectEvent =
  | { readonly event: "ready" }
  | { readonly event: "listening"; readonly port: number }
  | { readonly event: "realTime"; readonly name: string }
  | {
    readonly event: "yielded";
    readonly call?: number;
    readonly value: unknown;
  }
  | { readonly event: "cancelled"; readonly call: number }
  | { readonly event: "changed" | "overwritten"; readonly call: number }
  | {
    readonly event: "used";
    readonly call: number;
    readonly uses: Readonly<Record<string, number>>;
  }
  /** A program tells how many connections were open then. */
  | {
    readonly event: "returned";
    readonly call?: number;
    readonly open?: number;
  }
  | {
    readonly event: "threw";
    readonly call?: number;
    readonly name: string;
    readonly message: string;
  }
  | {
    readonly event: "called";
    readonly call?: number;
    readonly name: string;
    readonly arguments: unknown[];
  }
  | {
    readonly event: "asked";
    readonly name: string;
    readonly call: number;
    readonly arguments: unknown[];
  }
  | { readonly event: "aborted"; readonly call: number }
  | {
    readonly event: "fired";
    readonly type: string;
    readonly data?: string;
    readonly lastEventId?: string;
    readonly origin?: string;
    readonly readyState: number;
  }
  | {
    readonly event: "resolved";
    readonly call: number;
    readonly value: unknown;
  }
  | {
    readonly event: "rejected";
    readonly call: number;
    readonly name: string;
    readonly message: string;
    readonly members: Record<string, unknown>;
  }
  | {
    readonly event: "shown";
    readonly number: number;
    readonly title: string;
    readonly init: Record<string, unknown>;
    readonly alive: boolean;
  }
  | { readonly event: "closed"; readonly number: number }
  | { readonly event: "opened" | "focused"; readonly url: string }
  | {
    readonly event: "posted";
    readonly url: string;
    readonly message: unknown;
  }
  | { readonly event: "subscribed"; readonly options: unknown }
  | {
    readonly event: "ended";
    readonly number: number;
    readonly waits: number;
    readonly outcome: "fulfilled" | "rejected";
    readonly name?: string;
    readonly message?: string;
  }
  | { readonly event: "uncaught"; readonly error: SubjectError };

/** An error as the subject's process describes it. */
export interface SubjectError {
  /** Name of its class. */
  readonly name: string;
  /** Its message. */
  readonly message: string;
  /** Where it was thrown. */
  readonly stack?: string;
  /** `import` or `export` when the exercise could not be loaded. */
  readonly phase?: "import" | "export";
}
