import { activity } from "./activity.ts";
import type { Beginning, Kind, Opened } from "./kind.ts";
import { countListener, openConnections, setLine } from "./listener.ts";
import { natives } from "./natives.ts";
import { openSignals } from "./open_signals.ts";
import { openPorts } from "./ports.ts";
import { printed } from "./printed.ts";

type Serve = (
  listener: Deno.TcpListener,
  options: Record<string, unknown>,
) => Promise<void>;

/** The two directions of a connection. */
interface Streams {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
  readonly signal?: AbortSignal;
}

interface OpenedListener extends Opened {
  readonly listener: Deno.TcpListener;
}

/** Listens with `Deno.listen`, on a free port unless one is given. */
export function openListener(port = 0): OpenedListener {
  const listener = natives.listen({ hostname: "127.0.0.1", port });
  return { port: listener.addr.port, listener };
}

/** A program exercise: `serve(listener, options)` on `Deno.listen`. */
export function programKind(beginning: Beginning<"program">): Kind<"program"> {
  const { command, exported, send, opened } = beginning;
  const { listener } = opened as OpenedListener;
  const signals = openSignals(command.signals);
  const ports = openPorts(command.ports, send, command.obeying);
  const options = {
    ...command.options,
    ...Object.fromEntries(command.echoes.map((name) => [name, echo])),
    ...Object.fromEntries(command.keeps.map((name) => [name, keep])),
    ...ports.options,
    ...signals.options,
  };
  const finished = (exported as Serve)(countListener(listener), options);
  tellEnd(finished, beginning);
  return {
    commands: {
      resolve: ({ call, value }) => ports.resolve(call, value),
      reject: ({ call, reason }) => ports.reject(call, reason),
      abortOption: ({ name, reason }) => signals.abort(name, reason),
      connections: openConnections,
      line: ({ mostBytes }) => setLine(mostBytes ?? Infinity),
    },
  };
}

/** Sends every byte back, as it came; ends when the signal aborts, if there is one. */
async function echo({ readable, writable, signal }: Streams): Promise<void> {
  try {
    await readable.pipeTo(writable, signal === undefined ? {} : { signal });
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
}

/** Keeps all pieces up to one that ends with 0, leaves their stream, and sends them back then. */
async function keep({ readable, writable }: Streams): Promise<void> {
  const pieces: Uint8Array[] = [];
  for await (const piece of readable) {
    pieces.push(piece);
    if (piece.at(-1) === 0) break;
  }
  const writer = writable.getWriter();
  for (const piece of pieces) await writer.write(piece);
  await writer.close();
}

/** Tells how the promise of the exercise ended. */
async function tellEnd(
  finished: Promise<void>,
  { send, complain = printed }: Beginning<"program">,
): Promise<void> {
  try {
    await finished;
    send({ event: "returned", open: openConnections() });
  } catch (error) {
    complain(error);
    const { name, message } = error instanceof Error
      ? error
      : new Error(String(error));
    send({ event: "threw", name, message }, error);
  }
  activity.happened++;
}
