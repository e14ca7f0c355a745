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
  const aborter = new AbortController();
  const options = {
    ...command.options,
    ...callbacks(command.callbacks, send),
    ...ports,
    signal: aborter.signal,
  };
  const iterator = (exported as Messages)(new URL(command.url), options);
  const mark = { call: command.run };
  const { pull } = iterate(iterator, { send, pull: command.pull, mark });
  const abort = (reason: string | Thrown) =>
    aborter.abort(thrown(reason, "AbortError"));
  return { pull, abort };
}
