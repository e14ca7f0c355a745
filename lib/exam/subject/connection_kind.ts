import { activity } from "./activity.ts";
import type { ClientCall } from "./begin.ts";
import { callbacks } from "./callbacks.ts";
import { givenUrl } from "./given_url.ts";
import { iterate } from "./iterate.ts";
import type { Beginning, Kind, Send } from "./kind.ts";
import { openPorts } from "./ports.ts";
import { carry } from "./wire_values.ts";

/** What `connect(url, options)` of an exercise returns. */
interface Connection {
  readonly messages: AsyncIterable<unknown>;
  publish(draft: unknown): Promise<unknown>;
  close(): unknown;
}

/** What the object of a draft says as soon as `publish` has returned. */
const CHANGED = "changed by the caller after publish()";

type Connect = (url: URL, options: Record<string, unknown>) => Connection;

/** A client exercise that sends too: `connect(url, options)`. */
export function connectionKind(
  { command, exported, send }: Beginning<"connection">,
): Kind<"connection"> {
  const ports = openPorts(command.ports, send);
  const begin = (call: ClientCall) =>
    open(exported as Connect, call, { ports: ports.options, send });
  let current = begin(command);
  return {
    commands: {
      start: (command) => {
        current = begin(command);
      },
      pull: () => void current.iteration.pull(),
      publishAll: ({ call, drafts }) => {
        for (const [index, draft] of drafts.entries()) {
          const given = { ...draft };
          const order = { call: call + index, draft: given, send };
          void publish(current.connection, order);
          // The caller's object: it may be used again for something else.
          Reflect.set(given, "from", CHANGED);
          Reflect.set(given, "text", CHANGED);
        }
      },
      close: () => void current.connection.close(),
      resolve: ({ call, value }) => ports.resolve(call, value),
      reject: ({ call, reason }) => ports.reject(call, reason),
    },
  };
}

function open(
  connect: Connect,
  call: ClientCall,
  { ports, send }: { ports: Record<string, unknown>; send: Send },
) {
  const options = {
    ...call.options,
    ...callbacks(call.callbacks, send),
    ...ports,
  };
  const connection = connect(givenUrl(call.url), options);
  const iterator = connection.messages[Symbol.asyncIterator]();
  const mark = { call: call.run };
  const iteration = iterate(iterator, { send, pull: call.pull, mark });
  return { connection, iteration };
}

/** Publishes, and tells what became of it. */
async function publish(
  connection: Connection,
  { call, draft, send }: {
    call: number;
    draft: unknown;
    send: Send;
  },
): Promise<void> {
  try {
    const value = carry(await connection.publish(draft));
    send({ event: "resolved", call, value });
  } catch (error) {
    const { name, message } = error instanceof Error
      ? error
      : new Error(String(error));
    send({ event: "rejected", call, name, message, members: {} }, error);
  }
  activity.happened++;
}
