import type { Draft } from "kernel";

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

/** What a server or a program is called with. */
export interface ServerCall {
  readonly options: Record<string, unknown>;
  readonly ports: readonly string[];
  /** Options that send back every byte; programs only. */
  readonly echoes: readonly string[];
  readonly signals: readonly string[];
  /** Of the log, which only servers get. */
  readonly capacity: number;
  readonly messages: readonly Draft[];
}

/** What a client is called with; `run` tells its iterations apart. */
export interface ClientCall {
  readonly url: string;
  readonly options: Record<string, unknown>;
  readonly callbacks: readonly string[];
  readonly pull: boolean;
  readonly run: number;
}

/** What a class is constructed with, and how the object is listened to. */
export interface Construction {
  readonly url: string;
  readonly options: Record<string, unknown>;
  readonly listen: readonly string[];
  readonly handlers: readonly string[];
  /** The type of event at which it is closed, once. */
  readonly closeOn: string | undefined;
}

/** What surrounds a worker. */
export interface WorkerSurroundings {
  readonly script: string;
  readonly windows: readonly {
    readonly url: string;
    readonly controlled: boolean;
  }[];
  /** What `pushManager.subscribe` resolves to, or the name of its error. */
  readonly subscription: Record<string, unknown> | string;
}

/** What one kind of subject is made of, for every kind. */
export type Making =
  & Surroundings
  & (
    | { readonly kind: "server" | "program" } & ServerCall
    | {
      readonly kind: "client" | "connection";
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
