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
  let caller = callerOf();
  const begin = (call: ClientCall) => {
    if (call.signal !== "same") caller = callerOf();
    const { options } = ports;
    return start(exported as Messages, call, { ports: options, send, caller });
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

/** Who gives a signal, and has a handler of its own there. */
interface Caller {
  readonly aborter: AbortController;
  /** Whether its handler has been called. */
  heard: boolean;
}

function callerOf(): Caller {
  const caller: Caller = { aborter: new AbortController(), heard: false };
  caller.aborter.signal.onabort = () => {
    caller.heard = true;
  };
  return caller;
}

/** Calls `messages(url, options)` and begins to iterate. */
function start(
  messages: Messages,
  call: ClientCall,
  { ports, send, caller }: {
    ports: Record<string, unknown>;
    send: Send;
    caller: Caller;
  },
) {
  const options = {
    ...call.options,
    ...callbacks(call.callbacks, send),
    ...ports,
    ...(call.signal ? { signal: caller.aborter.signal } : {}),
  };
  const iterator = messages(givenUrl(call.url), options);
  const mark = { call: call.run };
  const { pull, leave } = iterate(iterator, { send, pull: call.pull, mark });
  const abort = (reason: string | Thrown) => {
    caller.aborter.abort(thrown(reason, "AbortError"));
    if (!caller.heard) send({ event: "overwritten", ...mark });
  };
  return { pull, leave, abort };
}
