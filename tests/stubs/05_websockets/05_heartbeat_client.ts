/**
 * 5.5 Heartbeat on the client
 *
 * Edda's train has been in a tunnel for ten minutes. Her socket says OPEN, her
 * page says nothing, and she believes that nobody talks. Find out in half a
 * minute that the line is dead, and say so.
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
   * Ends the iteration, whatever its reason is.
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
  const { since = 0 } = options;
  const queue = new Queue<Message>();
  const socket = new WebSocket(new URL(`messages/socket?since=${since}`, url));
  socket.onmessage = ({ data }) => queue.push(JSON.parse(data));
  // TODO: Nothing here would notice that the line is dead, and not every frame is a message. Count the silence, answer, ask, end, and leave nothing behind.
  if (since >= 0) throw new Error("Remove this line and listen for silence");
  yield* queue;
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
