import { callbacks } from "./callbacks.ts";
import { iterate } from "./iterate.ts";
import type { Beginning, Kind } from "./kind.ts";
import { openPorts } from "./ports.ts";

type Messages = (
  url: URL,
  options: Record<string, unknown>,
) => AsyncIterator<unknown>;

/**
 * A client exercise: `messages(url, options)` is iterated, and what it yields
 * is told to the examiner.
 */
export function clientKind({ command, exported, send }: Beginning): Kind {
  const aborter = new AbortController();
  const ports = openPorts(command.ports, send);
  const options = {
    ...command.options,
    ...callbacks(command.callbacks, send),
    ...ports.options,
    signal: aborter.signal,
  };
  const iterator = (exported as Messages)(new URL(command.url), options);
  const { pull } = iterate(iterator, { send, pull: command.pull });
  return {
    begun: {},
    commands: {
      pull: () => void pull(),
      resolve: ({ call, value }) => ports.resolve(call, value),
      reject: ({ call, message }) => ports.reject(call, message),
      abort: ({ reason }) =>
        aborter.abort(new DOMException(reason, "AbortError")),
    },
  };
}
