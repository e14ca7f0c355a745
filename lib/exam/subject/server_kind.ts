import { type Draft, EventLog } from "kernel";
import { activity } from "./activity.ts";
import type { Beginning, Kind } from "./kind.ts";
import { natives } from "./natives.ts";
import { openSignals } from "./open_signals.ts";
import { openPorts } from "./ports.ts";

type Handler = (
  request: Request,
  info: Deno.ServeHandlerInfo,
) => Response | Promise<Response>;

/**
 * A server exercise: `handler(log, options)` on a bare `Deno.serve`, so that
 * nothing of the kernel answers for the learner.
 */
export async function serverKind(beginning: Beginning): Promise<Kind> {
  const { command, exported, now, send } = beginning;
  const log = new EventLog({ capacity: command.capacity, now });
  for (const draft of command.messages as Draft[]) log.append(draft);
  const signals = openSignals(command.signals);
  const ports = openPorts(command.ports, send);
  const options = {
    ...command.options,
    ...ports.options,
    ...signals.options,
  };
  const handler = (exported as (log: EventLog, options: unknown) => Handler)(
    log,
    options,
  );
  const server = serveCounted(await handler);
  return {
    begun: { port: (server.addr as Deno.NetAddr).port },
    commands: {
      publish: ({ drafts }) =>
        (drafts as Draft[]).map((draft) => log.append(draft)),
      listeners: () => log.listeners,
      resolve: ({ call, value }) => ports.resolve(call, value),
      reject: ({ call, message }) => ports.reject(call, message),
      abort: ({ name }) => signals.abort(name),
    },
  };
}

function serveCounted(handler: Handler): Deno.HttpServer {
  if (typeof handler !== "function") {
    throw new TypeError(
      `Cannot serve: handler() must return a function, got ${typeof handler}`,
    );
  }
  return natives.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request, info) => {
      activity.entered++;
      try {
        return await handler(request, info);
      } finally {
        activity.happened++;
      }
    },
  );
}
