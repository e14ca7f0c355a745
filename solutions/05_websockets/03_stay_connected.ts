/**
 * 5.3 Stay connected: one possibility.
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
   * Messages of one's own that are not acknowledged yet, at most.
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
   * milliseconds.
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
  /** Every message after `since`, each once, in order. */
  readonly messages: AsyncIterable<Message>;
  /** Publishes a message; resolves with its id when the board has it. */
  publish(draft: Draft): Promise<number>;
  /** Ends everything. */
  close(): void;
}

/** Too much is waiting to be acknowledged. */
export class OutboxFullError extends Error {
  override name = "OutboxFullError";
}

/** The line is closed, and stays closed. */
export class ClosedError extends Error {
  override name = "ClosedError";
}

/** Follows the board at `url`, and publishes there, whatever happens on the way. */
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
  readonly #outboxMax: number;
  readonly #firstDelayMs: number;
  readonly #stableMs: number;
  /** By key, in the order of publishing. */
  readonly #outbox = new Map<string, Letter>();
  readonly #over = new AbortController();
  #cursor: number;
  #socket: WebSocket | undefined;

  constructor(url: URL, options: Options) {
    this.#url = url;
    this.#cursor = options.since ?? 0;
    this.#outboxMax = options.outboxMax ?? 1_000;
    this.#firstDelayMs = options.firstDelayMs ?? 5_000;
    this.#stableMs = options.stableMs ?? 60_000;
    this.#stay();
  }

  async publish({ from, text }: Draft): Promise<number> {
    this.#over.signal.throwIfAborted();
    if (this.#outbox.size >= this.#outboxMax) {
      throw new OutboxFullError(`${this.#outboxMax} messages have no ack yet`);
    }
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const key = crypto.randomUUID();
    const frame = JSON.stringify({ type: "publish", key, from, text });
    this.#outbox.set(key, { frame, resolve, reject });
    // Without an open socket it waits in the outbox for the next one.
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(frame);
    return await promise;
  }

  close(): void {
    this.messages.end();
    this.#end(new ClosedError("You have closed the line"));
  }

  /** One socket after the other, until it is over. */
  async #stay(): Promise<void> {
    const { signal } = this.#over;
    let losses = 0;
    while (!signal.aborted) {
      const { openMs, code } = await this.#useOne();
      if (isFinal(code)) this.#end(new ClosedError(`The board said ${code}`));
      // An open socket proves little: a board that is in trouble accepts and falls again.
      if (openMs >= this.#stableMs) losses = 0;
      await pause(this.#delayMs(losses++), signal);
    }
  }

  /** Uses one socket; resolves when it is closed, however that came. */
  #useOne(): Promise<{ openMs: number; code: number }> {
    const { promise, resolve } = Promise.withResolvers<
      { openMs: number; code: number }
    >();
    const address = new URL(`messages/socket?since=${this.#cursor}`, this.#url);
    const socket = this.#socket = new WebSocket(address);
    let openedAt = Infinity;
    socket.onopen = () => {
      openedAt = performance.now();
      for (const { frame } of this.#outbox.values()) socket.send(frame);
    };
    socket.onmessage = ({ data }) => this.#take(JSON.parse(data));
    // After an error there is always a close event too: one place is enough.
    socket.onclose = ({ code }) =>
      resolve({ openMs: performance.now() - openedAt, code });
    return promise;
  }

  // deno-lint-ignore no-explicit-any -- what another machine says has no type yet
  #take({ type, ...frame }: any): void {
    if (type === "ack") {
      this.#outbox.get(frame.key)?.resolve(frame.id);
      this.#outbox.delete(frame.key);
    }
    if (type === "reset") this.#cursor = 0; // What looks old may be new.
    if (type === "message" && frame.id > this.#cursor) {
      this.#cursor = frame.id;
      this.messages.push(frame);
    }
  }

  /** Drawn anew each time: the same wait for everybody brings everybody back together. */
  #delayMs(losses: number): number {
    return Math.random() *
      (losses === 0 ? this.#firstDelayMs : Math.min(30_000, 500 * 2 ** losses));
  }

  #end(error: ClosedError): void {
    if (this.#over.signal.aborted) return;
    this.#over.abort(error);
    this.messages.end(error);
    for (const { reject } of this.#outbox.values()) reject(error);
    this.#socket?.close();
  }
}

/** Not now, not later: policy, and whatever the board's own codes mean (RFC 6455 section 7.4). */
function isFinal(code: number): boolean {
  return code === 1008 || code >= 4_000;
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
