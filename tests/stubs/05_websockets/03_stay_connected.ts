/**
 * 5.3 Stay connected
 *
 * Edda's train again, and now she writes while it runs: a tunnel in the middle
 * of a sentence, a platform with half a signal, a board that is being
 * restarted. Whatever she says reaches the board once, and whatever is said
 * there reaches her once.
 *
 * @module
 */
import type { Message } from "kernel";

/** Options for {@linkcode connect}. */
export interface Options {
  /**
   * Id of the last message that the caller has seen.
   *
   * @default {0}
   */
  since?: number;
  /**
   * Messages of one's own that are not acknowledged yet, at most, whether they
   * were sent or not.
   *
   * @default {1_000}
   */
  outboxMax?: number;
  /**
   * The longest wait before the first reconnection, in milliseconds.
   *
   * @default {5_000}
   */
  firstDelayMs?: number;
  /**
   * How long a socket has to stay open until earlier losses are forgotten, in
   * milliseconds from its `open` event on.
   *
   * @default {60_000}
   */
  stableMs?: number;
}

/** A message, before it is published. */
export interface Draft {
  /** Who says it. */
  from: string;
  /** What is said. */
  text: string;
}

/** A line to the board. */
export interface Connection {
  /**
   * Every message after `since`, each once, in order, as soon as it comes. A
   * message that comes before anybody iterates waits.
   */
  readonly messages: AsyncIterable<Message>;
  /**
   * Publishes a message with a key of its own. Resolves with the `id` of the
   * `ack` that has this key; the line may have been lost in between.
   *
   * @throws {OutboxFullError} If `outboxMax` messages have no ack yet. This one
   * is never sent then.
   * @throws {ClosedError} When the line is closed, before or while it waits.
   */
  publish(draft: Draft): Promise<number>;
  /**
   * Ends everything at once, whether a socket is connecting or open, or a wait
   * is under way: calls the socket's `close()`, and leaves no timer.
   */
  close(): void;
}

/** Too much is waiting to be acknowledged. */
export class OutboxFullError extends Error {
  override name = "OutboxFullError";
}

/** The line is closed, by `close()` or by the board, and stays closed. */
export class ClosedError extends Error {
  override name = "ClosedError";
}

/** Follows the board at `url`, and publishes there, whatever happens on the way; returns at once. */
export function connect(url: URL, options: Options = {}): Connection {
  return new Line(url, options);
}

/** A message that is on its way. */
interface Letter {
  /** The frame as it is sent, each time. */
  readonly frame: string;
  readonly resolve: (id: number) => void;
  readonly reject: (error: Error) => void;
}

class Line implements Connection {
  readonly messages = new Queue<Message>();
  readonly #url: URL;
  /** By key, in the order of publishing. */
  readonly #outbox = new Map<string, Letter>();
  #socket: WebSocket | undefined;

  constructor(url: URL, options: Options) {
    this.#url = url;
    this.#stay(options.since ?? 0);
  }

  publish({ from, text }: Draft): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const key = crypto.randomUUID();
    const frame = JSON.stringify({ type: "publish", key, from, text });
    this.#outbox.set(key, { frame, resolve, reject });
    this.#socket?.send(frame);
    return promise;
  }

  close(): void {
    this.messages.end();
    this.#socket?.close();
  }

  async #stay(since: number): Promise<void> {
    const address = new URL(`messages/socket?since=${since}`, this.#url);
    const socket = this.#socket = new WebSocket(address);
    socket.onmessage = ({ data }) => this.#take(JSON.parse(data));
    await pause(5_000, new AbortController().signal);
    // TODO: That was one socket, on a good day. Come back, go on where it broke off, send again, and know when to stop, here and above.
    throw new Error("Remove this line and stay connected");
  }

  // deno-lint-ignore no-explicit-any -- what another machine says has no type yet
  #take({ type, ...frame }: any): void {
    if (type === "message") this.messages.push(frame);
    if (type === "ack") this.#outbox.get(frame.key)?.resolve(frame.id);
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

/** Resolves after `ms`, or as soon as `signal` aborts. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = () => resolve();
  const timer = setTimeout(done, ms);
  signal.addEventListener("abort", done);
  await promise;
  clearTimeout(timer);
  signal.removeEventListener("abort", done);
}
