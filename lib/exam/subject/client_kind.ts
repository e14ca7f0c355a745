import { callbacks } from "./callbacks.ts";
import type { Command } from "./channel.ts";
import { iterate } from "./iterate.ts";
import type { Beginning, Kind } from "./kind.ts";
import { openPorts } from "./ports.ts";
import { type Thrown, thrown } from "./thrown.ts";

type Messages = (
  url: URL,
  options: Record<string, unknown>,
) => AsyncIterator<unknown>;

/** What an iteration begins with, at the first time and again. */
export interface ClientParameters {
  /** The board. */
  readonly url: string;
  /** Options of the exercise. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Options that are functions whose calls are told. */
  readonly callbacks: readonly string[];
  /** Options that are functions whose calls wait for `resolve` or `reject`. */
  readonly ports: readonly string[];
  /** Whether the next value is asked for as soon as one came. */
  readonly pull: boolean;
  /** Comes back with what this iteration tells. */
  readonly run?: number;
}

/**
 * A client exercise: `messages(url, options)` is iterated, and what it yields
 * is told to the examiner.
 */
export function clientKind(beginning: Beginning): Kind {
  const { command, send } = beginning;
  const ports = openPorts(command.ports, send);
  const begin = (command: Command) =>
    start({ ...beginning, command }, ports.options);
  let current = begin(command);
  return {
    commands: {
      start: (command) => {
        current = begin(command);
      },
      pull: () => void current.pull(),
      resolve: ({ call, value }) => ports.resolve(call, value),
      reject: ({ call, message }) => ports.reject(call, message),
      abort: ({ reason }) => current.abort(reason),
    },
  };
}

/** Calls `messages(url, options)` and begins to iterate. */
function start(
  { command, exported, send }: Beginning,
  ports: Record<string, unknown>,
) {
  const { url, callbacks: names, pull: pulls, run, ...given } =
    command as unknown as ClientParameters;
  const aborter = new AbortController();
  const options = {
    ...given.options,
    ...callbacks(names, send),
    ...ports,
    signal: aborter.signal,
  };
  const iterator = (exported as Messages)(new URL(url), options);
  const mark = { call: run };
  const { pull } = iterate(iterator, { send, pull: pulls, mark });
  const abort = (reason: string | Thrown) =>
    aborter.abort(thrown(reason, "AbortError"));
  return { pull, abort };
}
