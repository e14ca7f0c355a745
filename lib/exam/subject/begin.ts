import type { Draft } from "kernel";
import type { SignalGiven } from "./open_signals.ts";

/** What every subject is told to begin with. */
export interface BeginFacts {
  readonly do: "begin";
  /** Where the exercise is. */
  readonly module: string;
  /** The name under which it exports what is used. */
  readonly exportName: string;
  /** Seed of its random numbers. */
  readonly seed: string;
  /** Whether time is virtual. */
  readonly virtual: boolean;
}

/** What every kind of subject may need. */
export interface Surroundings {
  /** Where its peer listens; empty where it has none. */
  readonly url: string;
  /** What it is to trust, in PEM; absent where nothing is encrypted. */
  readonly certificate?: string;
}

/** What whatever serves is called with. */
interface ServingCall {
  readonly options: Readonly<Record<string, unknown>>;
  /** Options that are functions whose calls wait for `resolve` or `reject`. */
  readonly ports: readonly string[];
  /** Those of the ports whose calls reject as soon as their signal aborts. */
  readonly obeying: readonly string[];
  /** Options that are signals, beside a `stop` that is open. */
  readonly signals: Readonly<Record<string, SignalGiven>>;
}

/** What a server is called with. */
export interface ServerCall extends ServingCall {
  /** Messages that the log keeps, at most. */
  readonly capacity: number;
  /** Messages that are in the log already. */
  readonly messages: readonly Draft[];
  /** How many boards there are: `handler` is called once for each, with a log of its own. */
  readonly boards: number;
}

/** What a program is called with. */
export interface ProgramCall extends ServingCall {
  /** Options that are functions which send back every byte of a connection. */
  readonly echoes: readonly string[];
  /** Options that are functions which keep what comes, leave their stream, and send it back then. */
  readonly keeps: readonly string[];
}

/** What a client is called with, at the first time and again. */
export interface ClientCall {
  /** The board. */
  readonly url: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Options that are functions whose calls are told. */
  readonly callbacks: readonly string[];
  /** Whether the next value is asked for as soon as one came. */
  readonly pull: boolean;
  /** Whether it is given `options.signal`, or the same one as the run before; a connection is closed instead. */
  readonly signal: boolean | "same";
  /** Comes back with what this iteration tells. */
  readonly run: number;
}

/** What a class is constructed with, and how the object is listened to. */
export interface Construction {
  /** The stream. */
  readonly url: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Types of events that are listened to. */
  readonly listen: readonly string[];
  /** Types of events that handlers are set for, as `onmessage`. */
  readonly handlers: readonly string[];
  /** The type of the first event after which `close()` is called, within its dispatch. */
  readonly closeOn?: string | undefined;
}

/** A window that is open while a worker runs. */
export interface OpenWindow {
  /** The page that it shows. */
  readonly url: string;
  /** Whether this worker controls it; a page that was loaded before is not. */
  readonly controlled: boolean;
}

/** A function of a worker's scope whose calls can be held. */
export type HeldFunction =
  | "showNotification"
  | "matchAll"
  | "focus"
  | "openWindow"
  | "subscribe";

/** What surrounds a worker. */
export interface WorkerSurroundings {
  /** Where the board is below its origin; ends in `/` or is empty. */
  readonly below: string;
  /** Where the script is, relative to the scope. */
  readonly script: string;
  /** The windows that are open. */
  readonly windows: readonly OpenWindow[];
  /** What `pushManager.subscribe` resolves to, or the name of its error. */
  readonly subscription: Readonly<Record<string, unknown>> | string;
  /** Functions of the scope whose calls wait for `resolve` or `reject`. */
  readonly held: readonly HeldFunction[];
}

/** What one kind of subject is made of, for every kind. */
export type Making =
  & Surroundings
  & (
    | { readonly kind: "server" } & ServerCall
    | { readonly kind: "program" } & ProgramCall
    | {
      readonly kind: "client" | "connection";
      /** Options that are functions whose calls wait for `resolve` or `reject`. */
      readonly ports: readonly string[];
    } & ClientCall
    | { readonly kind: "class" } & Construction
    | { readonly kind: "function" }
    | { readonly kind: "worker" } & WorkerSurroundings
  );

/** A kind of subject, as its process knows it. */
export type KindName = Making["kind"];

/** What this kind of subject is made of. */
export type MakingOf<Name extends KindName> = Making & { readonly kind: Name };

/** The command that begins a check. */
export type Begin = BeginFacts & Making;
