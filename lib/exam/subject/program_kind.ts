import { activity } from "./activity.ts";
import type { Beginning, Kind, Opened, Send } from "./kind.ts";
import { countListener } from "./listener.ts";
import { natives } from "./natives.ts";
import { openSignals } from "./open_signals.ts";
import { openPorts } from "./ports.ts";

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

/** Listens on a free port with `Deno.listen`. */
export function openListener(): OpenedListener {
  const listener = natives.listen({ hostname: "127.0.0.1", port: 0 });
  return { port: listener.addr.port, listener };
}

/** A program exercise: `serve(listener, options)` on `Deno.listen`. */
export function programKind(beginning: Beginning<"program">): Kind<"program"> {
  const { command, exported, send, opened } = beginning;
  const { listener } = opened as OpenedListener;
  const signals = openSignals(command.signals);
  const ports = openPorts(command.ports, send);
  const options = {
    ...command.options,
    ...Object.fromEntries(command.echoes.map((name) => [name, echo])),
    ...ports.options,
    ...signals.options,
  };
  const finished = (exported as Serve)(countListener(listener), options);
  tellEnd(finished, send);
  return {
    commands: {
      resolve: ({ call, value }) => ports.resolve(call, value),
      reject: ({ call, message }) => ports.reject(call, message),
      abortOption: ({ name }) => signals.abort(name),
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

/** Tells how the promise of the exercise ended. */
async function tellEnd(
  finished: Promise<void>,
  send: Send,
): Promise<void> {
  try {
    await finished;
    send({ event: "returned" });
  } catch (error) {
    console.error(error);
    const { name, message } = error instanceof Error
      ? error
      : new Error(String(error));
    send({ event: "threw", name, message });
  }
  activity.happened++;
}
