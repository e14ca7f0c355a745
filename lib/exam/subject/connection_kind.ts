import { activity } from "./activity.ts";
import { callbacks } from "./callbacks.ts";
import type { Command } from "./channel.ts";
import type { ClientParameters } from "./client_kind.ts";
import { iterate } from "./iterate.ts";
import type { Beginning, Kind } from "./kind.ts";
import { openPorts } from "./ports.ts";
import { carry } from "./wire_values.ts";

/** What `connect(url, options)` of an exercise returns. */
interface Connection {
  readonly messages: AsyncIterable<unknown>;
  publish(draft: unknown): Promise<unknown>;
  close(): unknown;
}
type Connect = (url: URL, options: Record<string, unknown>) => Connection;

/** A client exercise that sends too: `connect(url, options)`. */
export function connectionKind(beginning: Beginning): Kind {
  const { send } = beginning;
  const ports = openPorts(beginning.command.ports, send);
  const begin = (command: Command) =>
    connect({ ...beginning, command }, ports.options);
  let current = begin(beginning.command);
  return {
    commands: {
      start: (command) => {
        current = begin(command);
      },
      pull: () => void current.iteration.pull(),
      publish: ({ call, drafts }) => {
        for (const [index, draft] of (drafts as unknown[]).entries()) {
          const order = { call: call + index, draft, send };
          void publish(current.connection, order);
        }
      },
      close: () => void current.connection.close(),
      resolve: ({ call, value }) => ports.resolve(call, value),
      reject: ({ call, message }) => ports.reject(call, message),
    },
  };
}

function connect(
  { command, exported, send }: Beginning,
  ports: Record<string, unknown>,
) {
  const { url, callbacks: names, pull, run, ...given } =
    command as unknown as ClientParameters;
  const options = {
    ...given.options,
    ...callbacks(names, send),
    ...ports,
  };
  const connection = (exported as Connect)(new URL(url), options);
  const iterator = connection.messages[Symbol.asyncIterator]();
  const mark = { call: run };
  const iteration = iterate(iterator, { send, pull, mark });
  return { connection, iteration };
}

/** Publishes, and tells what became of it. */
async function publish(
  connection: Connection,
  { call, draft, send }: {
    call: number;
    draft: unknown;
    send: Beginning["send"];
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
