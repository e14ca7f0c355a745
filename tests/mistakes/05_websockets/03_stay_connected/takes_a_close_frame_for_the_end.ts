// Caught by: ends after 1008 and 4000 to 4999, and only then
// Misconception: Who closes politely means it.
// Says: another connection
import type { Message } from "kernel";

export interface Options {
  since?: number;
  outboxMax?: number;
  firstDelayMs?: number;
  stableMs?: number;
}

export interface Draft {
  from: string;
  text: string;
}

export interface Connection {
  readonly messages: AsyncIterable<Message>;
  publish(draft: Draft): Promise<number>;
  close(): void;
}

export class OutboxFullError extends Error {
  override name = "OutboxFullError";
}

export class ClosedError extends Error {
  override name = "ClosedError";
}

export function connect(url: URL, options: Options = {}): Connection {
  return new Line(url, options);
}

interface Letter {
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

  async publish(draft: Draft): Promise<number> {
    this.#over.signal.throwIfAborted();
    if (this.#outbox.size >= this.#outboxMax) {
      throw new OutboxFullError(`${this.#outboxMax} messages have no ack yet`);
    }
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const key = crypto.randomUUID();
    const frame = JSON.stringify({ type: "publish", key, ...draft });
    this.#outbox.set(key, { frame, resolve, reject });
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(frame);
    return await promise;
  }

  close(): void {
    this.messages.end();
    this.#end(new ClosedError("You have closed the line"));
  }

  async #stay(): Promise<void> {
    const { signal } = this.#over;
    let losses = 0;
    while (!signal.aborted) {
      const { openMs, code } = await this.#useOne();
      if (isFinal(code)) this.#end(new ClosedError(`The board said ${code}`));
      if (openMs >= this.#stableMs) losses = 0;
      await pause(this.#delayMs(losses++), signal);
    }
  }

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

function isFinal(code: number): boolean {
  return code !== 0;
}

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
