/** Where to listen, and what ends it. */
export interface ListenOptions {
  /** Address to listen on. */
  readonly hostname: string;
  /** Port to listen on; 0 takes a free one. */
  readonly port: number;
  /** Breaks off all connections when it aborts. */
  readonly signal: AbortSignal;
}

/** A server that listens until its signal aborts. */
export interface Listening {
  /** Where it listens; ends in "/". */
  readonly url: URL;
  /** Resolves when every connection is closed and every handler is done. */
  readonly finished: Promise<void>;
}

/** Answers one request; `address` is where it comes from. Must not reject. */
type Answer = (request: Request, address: string) => Promise<Response>;

/** Serves `answer`. */
export function listen(answer: Answer, options: ListenOptions): Listening {
  const running = new Set<Promise<Response>>();
  // Firefox does not answer a close frame, so that closing its WebSocket takes for
  // ever. The signal drops the connection under it.
  const server = Deno.serve(
    { ...options, onListen: () => {} },
    (request, { remoteAddr }) => {
      const response = answer(request, remoteAddr.hostname);
      running.add(response);
      return response.finally(() => running.delete(response));
    },
  );
  const host = server.addr.hostname.replace(/.*:.*/, "[$&]"); // IPv6
  return {
    url: new URL(`http://${host}:${server.addr.port}/`),
    finished: server.finished.then(async () => {
      await Promise.allSettled(running);
    }),
  };
}
