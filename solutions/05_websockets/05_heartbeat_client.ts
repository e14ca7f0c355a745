/**
 * 5.5 Heartbeat on the client: one possibility.
 *
 * @module
 */
import type { Message } from "kernel";

/** Options for {@linkcode messages}. */
export interface Options {
  /**
   * Id of the last message that the caller has seen.
   *
   * @default {0}
   */
  since?: number;
  /**
   * Ends the iteration.
   *
   * @default {undefined} The iteration ends only with an error.
   */
  signal?: AbortSignal;
  /**
   * Silence of the board after which it is asked whether it is there, in
   * milliseconds.
   *
   * @default {20_000}
   */
  pingAfterMs?: number;
  /**
   * Silence of the board after which the connection counts as lost, in
   * milliseconds.
   *
   * @default {30_000}
   */
  deadAfterMs?: number;
}

/** The connection broke off, was closed, or fell silent. */
export class ConnectionLostError extends Error {
  override name = "ConnectionLostError";
}

/** Yields the messages of the board at `url` after `since`, over one connection. */
export async function* messages(
  url: URL,
  options: Options = {},
): AsyncGenerator<Message> {
  const { since = 0, signal } = options;
  const { pingAfterMs = 20_000, deadAfterMs = 30_000 } = options;
  if (signal?.aborted) return;
  const queue = new Queue<Message>();
  const socket = new WebSocket(new URL(`messages/socket?since=${since}`, url));
  // All that has to happen in time happens in these functions: the loop below waits for its reader.
  const send = (type: "ping" | "pong") => {
    if (socket.readyState !== WebSocket.OPEN) return;
    socket.send(JSON.stringify({ type }));
  };
  const quiet = new Silence(pingAfterMs, () => send("ping"));
  const dead = new Silence(deadAfterMs, () => lose("The board fell silent"));
  const hear = () => {
    quiet.breakIt();
    dead.breakIt();
  };
  socket.onopen = hear;
  socket.onmessage = ({ data }) => {
    hear();
    const { type, ...frame } = JSON.parse(data);
    if (type === "ping") send("pong");
    if (type === "message") queue.push(frame);
  };
  socket.onclose = ({ code }) => lose(`The connection ended with ${code}`);
  const leave = () => {
    socket.onopen = socket.onmessage = socket.onclose = null;
    quiet.end();
    dead.end();
    queue.end();
    // Nobody waits for the close event: over a dead connection it never comes.
    socket.close();
  };
  const lose = (why: string) => {
    queue.end(new ConnectionLostError(why));
    leave();
  };
  signal?.addEventListener("abort", leave);
  try {
    for await (const message of queue) {
      if (signal?.aborted) return;
      yield message;
    }
  } finally {
    signal?.removeEventListener("abort", leave);
    leave();
  }
}

/** Calls back once when nothing was heard for `ms`. */
class Silence {
  readonly #ms: number;
  readonly #callback: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ms: number, callback: () => void) {
    this.#ms = ms;
    this.#callback = callback;
    this.breakIt();
  }

  /** Something was heard: the time begins anew. */
  breakIt(): void {
    this.end();
    this.#timer = setTimeout(this.#callback, this.#ms);
  }

  /** Nobody listens any more: no timer is left. */
  end(): void {
    clearTimeout(this.#timer);
  }
}

/** Values that wait for their reader. */
class Queue<Value> implements AsyncIterable<Value> {
  readonly #values: Value[] = [];
  #ended = false;
  #error: Error | undefined;
  #wake = () => {};

  push(value: Value): void {
    if (this.#ended) return;
    this.#values.push(value);
    this.#wake();
  }

  /** Takes no more; after what still waits, the reader gets the end, or `error`. */
  end(error?: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Value> {
    while (true) {
      while (this.#values.length > 0) yield this.#values.shift()!;
      if (this.#error) throw this.#error;
      if (this.#ended) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
  }
}
