import { problem } from "./problem.ts";

/** How long `stop` lets running handlers answer, in milliseconds. */
export const DRAIN_LIMIT_MS = 200;

/** After how many milliseconds `stop` has resolved, whatever is open. */
export const STOP_LIMIT_MS = 2_000;

/** Answers one request; `info` is what `Deno.serve` hands over. */
export type Handler = (
  request: Request,
  info: Deno.ServeHandlerInfo<Deno.NetAddr>,
) => Response | Promise<Response>;

/** Options for {@linkcode serve}. */
export interface ServeOptions {
  /** Address to listen on; 127.0.0.1 by default. */
  hostname?: string;
  /** Port to listen on; 0, the default, takes a free one. */
  port?: number;
  /** Stops the server when it aborts. */
  signal?: AbortSignal;
}

/** A server that listens; `await using` stops it at the end of the scope. */
export interface BoardServer extends AsyncDisposable {
  /** Where it listens; ends in "/". */
  readonly url: URL;
  /** Resolves when the server has stopped, for whatever reason. */
  readonly finished: Promise<void>;
  /**
   * Stops within {@linkcode STOP_LIMIT_MS}. Running handlers may still answer for
   * {@linkcode DRAIN_LIMIT_MS}, then all connections are closed: that cancels open
   * streams, breaks WebSockets off (a handler that wants to say a close code does
   * so before), and aborts the `request.signal` of handlers that still wait.
   */
  stop(): Promise<void>;
}

// Taken now, so that a faked clock cannot keep a server from stopping.
const { setTimeout, clearTimeout } = globalThis;

/**
 * Serves `handler`; resolves when listening. A handler that throws is answered with
 * a `500` problem document, its error goes to stderr. Rejects with the reason of
 * `signal` if that has aborted, with `Deno.errors.AddrInUse` if the port is taken.
 */
// deno-lint-ignore require-await
export async function serve(
  handler: Handler,
  options: ServeOptions = {},
): Promise<BoardServer> {
  const { hostname = "127.0.0.1", port = 0, signal } = options;
  signal?.throwIfAborted();
  const running = new Set<Deno.ServeHandlerInfo<Deno.NetAddr>>();
  const connections = new AbortController();
  let stopped: Promise<void> | undefined;

  const server = Deno.serve({
    hostname,
    port,
    signal: connections.signal,
    onListen: () => {},
    onError: internalServerError,
  }, (request, info) => {
    if (stopped) return stopping();
    const answer = handler(request, info);
    if (!(answer instanceof Promise)) return answer;
    running.add(info);
    return answer.finally(() => running.delete(info));
  });

  // Never `server.shutdown()`: it waits for open responses for ever, and an abort
  // after it kills the process.
  async function drainAndClose(): Promise<void> {
    signal?.removeEventListener("abort", stop);
    await null; // until a handler that calls this has returned its promise
    const answers = [...running].map((info) => info.completed);
    await atMost(DRAIN_LIMIT_MS, Promise.allSettled(answers));
    await atMost(1, server.finished); // a turn in which the last answers are sent
    connections.abort();
    await atMost(STOP_LIMIT_MS - DRAIN_LIMIT_MS, server.finished);
  }

  function stop(): Promise<void> {
    return stopped ??= drainAndClose();
  }

  signal?.addEventListener("abort", stop, { once: true });
  const host = server.addr.hostname.replace(/.*:.*/, "[$&]"); // IPv6
  return {
    url: new URL(`http://${host}:${server.addr.port}/`),
    finished: server.finished,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function internalServerError(error: unknown): Response {
  console.error("A request handler threw:", error);
  return problem(500, { title: "Internal Server Error" });
}

function stopping(): Response {
  const headers = { "connection": "close", "retry-after": "1" };
  return problem(503, { title: "Service Unavailable", headers });
}

async function atMost(ms: number, promise: Promise<unknown>): Promise<void> {
  const { promise: limit, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([promise, limit]);
  clearTimeout(timer);
}
