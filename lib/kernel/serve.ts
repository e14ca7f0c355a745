import { problem } from "./problem.ts";

/** How long `stop` lets running handlers finish by themselves, in milliseconds. */
export const DRAIN_LIMIT_MS = 200;

/** `stop` has resolved after this many milliseconds, whatever is still open. */
export const STOP_LIMIT_MS = 2_000;

/** Answers one request; `info` is what `Deno.serve` hands over. */
export type Handler = (
  request: Request,
  info: Deno.ServeHandlerInfo<Deno.NetAddr>,
) => Response | Promise<Response>;

/** Options for {@linkcode serve}. */
export interface ServeOptions {
  /**
   * Address to listen on.
   *
   * @default {"127.0.0.1"}
   */
  hostname?: string;
  /**
   * Port to listen on; 0 takes a free one.
   *
   * @default {0}
   */
  port?: number;
  /** Stops the server when it aborts. */
  signal?: AbortSignal;
}

/** A server that listens; stops at the end of the scope with `await using`. */
export interface BoardServer extends AsyncDisposable {
  /** Where it listens; ends in "/". */
  readonly url: URL;
  /** Resolves when the server has stopped, for whatever reason. */
  readonly finished: Promise<void>;
  /**
   * Stops within {@linkcode STOP_LIMIT_MS}: running handlers may still answer for
   * {@linkcode DRAIN_LIMIT_MS}, then every connection is closed. That cancels open
   * streams and aborts the `request.signal` of those who still wait. A WebSocket
   * belongs to whoever upgraded it and stays open.
   */
  stop(): Promise<void>;
}

// Taken now, so that a faked clock cannot keep a server from stopping.
const { setTimeout, clearTimeout } = globalThis;

/**
 * Serves `handler` and resolves when listening. A handler that throws is answered
 * with a `500` problem document; the error goes to stderr, never to the client.
 *
 * Rejects with the reason of `signal` if that has aborted, and with
 * `Deno.errors.AddrInUse` if the port is taken.
 *
 * @example Usage
 * ```ts
 * import { serve } from "kernel";
 *
 * await using server = await serve(() => new Response("hello"));
 * await (await fetch(server.url)).text();
 * ```
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
    running.add(info);
    let answer: Response | Promise<Response> | undefined;
    try {
      answer = handler(request, info);
    } finally {
      if (!(answer instanceof Promise)) running.delete(info);
    }
    return answer instanceof Promise
      ? answer.finally(() => running.delete(info))
      : answer;
  });

  // Never `server.shutdown()`: it waits for open responses for ever, and an abort
  // after it kills the process.
  async function drainAndClose(): Promise<void> {
    signal?.removeEventListener("abort", stop);
    const answers = [...running].map((info) => info.completed);
    await atMost(DRAIN_LIMIT_MS, Promise.allSettled(answers));
    connections.abort();
    await atMost(STOP_LIMIT_MS - DRAIN_LIMIT_MS, server.finished);
  }

  function stop(): Promise<void> {
    return stopped ??= drainAndClose();
  }

  signal?.addEventListener("abort", stop, { once: true });
  return {
    url: new URL(`http://${authority(server.addr)}/`),
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
  return problem(503, {
    title: "Service Unavailable",
    detail: "The server is stopping: ask again later",
    headers: { "connection": "close", "retry-after": "1" },
  });
}

function authority({ hostname, port }: Deno.NetAddr): string {
  return hostname.includes(":")
    ? `[${hostname}]:${port}`
    : `${hostname}:${port}`;
}

async function atMost(ms: number, promise: Promise<unknown>): Promise<void> {
  const { promise: limit, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([promise, limit]);
  clearTimeout(timer);
}
