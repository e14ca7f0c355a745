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

/** What a server begins with. */
export interface ServerParameters {
  /** Options of the exercise. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Options that are signals, beside `stop`. */
  readonly signals: readonly string[];
  /** Options that are functions whose calls wait for `resolve` or `reject`. */
  readonly ports: readonly string[];
  /** Those of the ports whose calls reject as soon as their signal aborts. */
  readonly obeying: readonly string[];
  /** Messages that the log keeps, at most. */
  readonly capacity: number;
  /** Messages that are in the log already. */
  readonly messages: readonly Draft[];
}

// What is judged by the log is asked of it as it was written.
const { append } = EventLog.prototype;
const { get: listeners } = Object.getOwnPropertyDescriptor(
  EventLog.prototype,
  "listeners",
)!;

/** A server exercise: `handler(log, options)`. */
export async function serverKind(
  { command, exported, now, send, opened }: Beginning,
): Promise<Kind> {
  const { capacity, messages, obeying, ...given } =
    command as unknown as ServerParameters;
  const log = new EventLog({ capacity, now });
  const add = (draft: Draft) => natives.apply(append, log, [draft]);
  addAll(messages, add);
  const signals = openSignals(given.signals);
  const ports = openPorts(given.ports, send, obeying);
  const options = {
    ...given.options,
    ...ports.options,
    ...signals.options,
  };
  const begin = exported as (log: EventLog, options: unknown) => Handler;
  const handler = await begin(log, options);
  demandFunction(handler);
  (opened as OpenedServer).serve(handler, log);
  return {
    commands: {
      publish: ({ drafts }) => addAll(drafts, add),
      listeners: () => natives.apply(listeners!, log, []),
      resolve: ({ call, value }) => ports.resolve(call, value),
      reject: ({ call, message }) => ports.reject(call, message),
      abort: ({ name }) => signals.abort(name),
    },
  };
}

/** Without a method or an iterator, which the exercise may have replaced. */
function addAll(
  drafts: readonly Draft[],
  add: (draft: Draft) => Message,
): Message[] {
  const added: Message[] = [];
  for (let place = 0; place < drafts.length; place++) {
    added[place] = add(drafts[place]!);
  }
  return added;
}

function demandFunction(handler: unknown): void {
  if (typeof handler === "function") return;
  throw new TypeError(
    `Cannot serve: handler() must return a function, got ${typeof handler}`,
  );
}
