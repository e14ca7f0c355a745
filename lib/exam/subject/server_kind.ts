import { type Draft, EventLog, type Message } from "kernel";
import { activity } from "./activity.ts";
import type { Beginning, Kind, Opened } from "./kind.ts";
import { natives } from "./natives.ts";
import { openSignals } from "./open_signals.ts";
import { openPorts } from "./ports.ts";

type Handler = (
  request: Request,
  info: Deno.ServeHandlerInfo,
) => Response | Promise<Response>;

/** A server that listens before there is something to serve. */
export interface OpenedServer extends Opened {
  /** Begins to serve with a handler that reads from this log. */
  readonly serve: (handler: Handler, log: EventLog) => void;
}

/**
 * Listens on a free port of a bare `Deno.serve`, so that nothing of the kernel
 * answers for the learner.
 */
export function openServer(): OpenedServer {
  let handler: Handler = () => new Response(null, { status: 503 });
  const server = natives.serve(
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
  return {
    port: (server.addr as Deno.NetAddr).port,
    serve: (exported) => void (handler = exported),
  };
}

// What is judged by the log is asked of it as it was written.
const { append } = EventLog.prototype;
const { get: listeners } = Object.getOwnPropertyDescriptor(
  EventLog.prototype,
  "listeners",
)!;

/** A server exercise: `handler(log, options)`, once for each board. */
export async function serverKind(
  { command, exported, now, send, opened }: Beginning<"server">,
): Promise<Kind<"server">> {
  const { capacity } = command;
  const signals = openSignals(command.signals);
  const ports = openPorts(command.ports, send, command.obeying);
  const begin = exported as (log: EventLog, options: unknown) => Handler;
  const logs: EventLog[] = [];
  const handlers: Handler[] = [];
  for (let place = 0; place < command.boards; place++) {
    const log = logs[place] = new EventLog({ capacity, now });
    if (place === 0) addAll(log, command.messages);
    const options = {
      ...command.options,
      ...ports.options,
      ...(place === 0 ? signals.options : signals.others),
    };
    handlers[place] = await begin(log, options);
    demandFunction(handlers[place]);
  }
  const log = logs[0]!;
  const boards: Record<number, number> = {};
  const atNext: Record<number, readonly Draft[]> = {};
  const handle: Handler = (request, info) => {
    const { port } = info.remoteAddr as Deno.NetAddr;
    const board = boards[port] ?? 0;
    const handler = handlers[board]!;
    try {
      return handler(request, info);
    } finally {
      const drafts = atNext[board] ?? [];
      delete atNext[board];
      addAll(logs[board]!, drafts);
    }
  };
  (opened as OpenedServer).serve(handle, log);
  return {
    commands: {
      publish: ({ drafts, board }) => addAll(logs[board]!, drafts),
      publishAtNext: ({ drafts, board }) => void (atNext[board] = drafts),
      joinBoard: ({ port, board }) => void (boards[port] = board),
      listeners: () => natives.apply(listeners!, log, []),
      resolve: ({ call, value }) => ports.resolve(call, value),
      reject: ({ call, reason }) => ports.reject(call, reason),
      abortOption: ({ name, reason }) => signals.abort(name, reason),
      signalListeners: ({ name }) => signals.listeners(name),
    },
  };
}

/** Without a method or an iterator, which the exercise may have replaced. */
function addAll(log: EventLog, drafts: readonly Draft[]): Message[] {
  const added: Message[] = [];
  for (let place = 0; place < drafts.length; place++) {
    added[place] = natives.apply(append, log, [drafts[place]!]);
  }
  return added;
}

function demandFunction(handler: unknown): void {
  if (typeof handler === "function") return;
  throw new TypeError(
    `Cannot serve: handler() must return a function, got ${typeof handler}`,
  );
}
