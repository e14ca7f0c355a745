import type { ClientCall } from "./begin.ts";
import { callbacks } from "./callbacks.ts";
import { givenUrl } from "./given_url.ts";
import { iterate } from "./iterate.ts";
import type { Beginning, Kind, Send } from "./kind.ts";
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
export function clientKind(
  { command, exported, send }: Beginning<"client">,
): Kind<"client"> {
  const ports = openPorts(command.ports, send);
  let aborter = new AbortController();
  const begin = (call: ClientCall) => {
    if (call.signal !== "same") aborter = new AbortController();
    const { options } = ports;
    return start(exported as Messages, call, { ports: options, send, aborter });
  };
  let current = begin(command);
  return {
    commands: {
      start: (command) => {
        current = begin(command);
      },
      pull: () => void current.pull(),
      leave: () => void current.leave(),
      resolve: ({ call, value }) => ports.resolve(call, value),
      reject: ({ call, reason }) => ports.reject(call, reason),
      abortIteration: ({ reason }) => current.abort(reason),
    },
  };
}

/** Calls `messages(url, options)` and begins to iterate. */
function start(
  messages: Messages,
  call: ClientCall,
  { ports, send, aborter }: {
    ports: Record<string, unknown>;
    send: Send;
    aborter: AbortController;
  },
) {
  const options = {
    ...call.options,
    ...callbacks(call.callbacks, send),
    ...ports,
    ...(call.signal ? { signal: aborter.signal } : {}),
  };
  const iterator = messages(givenUrl(call.url), options);
  const mark = { call: call.run };
  const { pull, leave } = iterate(iterator, { send, pull: call.pull, mark });
  const abort = (reason: string | Thrown) =>
    aborter.abort(thrown(reason, "AbortError"));
  return { pull, leave, abort };
}
