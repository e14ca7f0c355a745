import { activity } from "./activity.ts";
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
export function clientKind(beginning: Beginning): Kind {
  const { command, exported, send } = beginning;
  const aborter = new AbortController();
  const ports = openPorts(command.ports, send);
  const options = {
    ...command.options,
    ...callbacks(command.callbacks, send),
    ...ports.options,
    signal: aborter.signal,
  };
  const iterator = (exported as Messages)(new URL(command.url), options);
  const pull = () => pullOne(iterator, beginning);
  if (command.pull) pullAll(pull);
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

async function pullAll(pull: () => Promise<boolean>): Promise<void> {
  while (await pull());
}

/** Asks for one more value and tells what came; returns whether more may come. */
async function pullOne(
  iterator: AsyncIterator<unknown>,
  { send }: Beginning,
): Promise<boolean> {
  try {
    const { done, value } = await iterator.next();
    activity.happened++;
    send(done ? { event: "returned" } : { event: "yielded", value });
    return !done;
  } catch (error) {
    activity.happened++;
    const { name, message } = error instanceof Error
      ? error
      : new Error(String(error));
    send({ event: "threw", name, message });
    return false;
  }
}

/** Functions whose calls are told to the examiner, one for each name. */
function callbacks(
  names: readonly string[],
  send: Beginning["send"],
): Record<string, (...values: unknown[]) => void> {
  return Object.fromEntries(names.map((name) => [name, (...values) => {
    activity.happened++;
    send({ event: "called", name, arguments: values });
  }]));
}
