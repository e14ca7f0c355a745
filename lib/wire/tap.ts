import net from "node:net";
import { once } from "node:events";
import { relay } from "./_relay.ts";
import { Recording } from "./recording.ts";

/** Options for {@linkcode tap}. */
export interface TapOptions {
  /** Closes the tap when it aborts. */
  readonly signal?: AbortSignal;
  /**
   * The clock of the recording, in milliseconds.
   *
   * @default {Date.now}
   */
  readonly now?: () => number;
  /**
   * Where the events go; taps may share one, and number their connections together.
   *
   * @default {new Recording()}
   */
  readonly recording?: Recording;
}

/** A relay that records what it passes on. */
export interface Tap extends AsyncDisposable {
  /** Where clients connect instead of the target; ends in "/". */
  readonly url: URL;
  /** What crossed the wire so far. */
  readonly recording: Recording;
  /**
   * Cuts every open connection, as a tunnel does: both sides see a reset, and the tap goes on listening. It is recorded
   * as a reset by the server.
   */
  cut(): void;
}

/**
 * Listens on a free port of 127.0.0.1 and relays every connection to `target`, byte for byte: FIN as FIN, RST as
 * RST, without waiting to fill packets. A target that refuses is seen by the client as a reset.
 *
 * @example Usage
 * ```ts ignore
 * import { sequenceDiagram, exchanges, tap } from "wire";
 *
 * await using wire = await tap(new URL("http://127.0.0.1:8000/"));
 * await (await fetch(new URL("messages", wire.url))).text();
 * console.log(sequenceDiagram(exchanges(wire.recording), { format: "text" }));
 * ```
 *
 * @param target Where the server listens; an `http:` URL.
 * @returns The tap, once it listens. Disposing it breaks off all connections and waits until they are closed.
 * @throws {TypeError} If `target` is not an `http:` URL.
 */
export async function tap(target: URL, options: TapOptions = {}): Promise<Tap> {
  const { signal, now = Date.now, recording = new Recording() } = options;
  if (target.protocol !== "http:") {
    throw new TypeError(
      `Cannot tap: URL must begin with "http:": current value is "${target}"`,
    );
  }
  signal?.throwIfAborted();
  const sockets = new Set<net.Socket>();
  const cuts = new Set<() => void>();
  let closed: Promise<void> | undefined;
  const server = net.createServer(
    { allowHalfOpen: true, noDelay: true },
    (client) => {
      if (closed !== undefined) return void client.destroy();
      const upstream = connect(target);
      for (const socket of [client, upstream]) {
        sockets.add(socket);
        socket.once("close", () => sockets.delete(socket));
      }
      const cut = relay(client, upstream, recording.nextConnection(), {
        now,
        record: (event) => recording.record(event),
      });
      cuts.add(cut);
      client.once("close", () => cuts.delete(cut));
    },
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as net.AddressInfo;
  const url = new URL(
    `http://127.0.0.1:${port}${target.pathname.replace(/\/*$/, "/")}`,
  );

  const close = () => closed ??= closeAll(server, sockets);
  const onAbort = () => void close();
  signal?.addEventListener("abort", onAbort, { once: true });
  if (signal?.aborted) onAbort();
  return {
    url,
    recording,
    cut() {
      for (const cut of cuts) cut();
    },
    async [Symbol.asyncDispose]() {
      signal?.removeEventListener("abort", onAbort);
      await close();
    },
  };
}

function connect(target: URL): net.Socket {
  return net.connect({
    host: target.hostname.replace(/^\[|\]$/g, ""),
    port: Number(target.port || 80),
    allowHalfOpen: true,
    noDelay: true,
  });
}

async function closeAll(
  server: net.Server,
  sockets: ReadonlySet<net.Socket>,
): Promise<void> {
  const closing = [server, ...sockets].map((emitter) => once(emitter, "close"));
  server.close();
  for (const socket of sockets) socket.destroy();
  await Promise.all(closing);
}
