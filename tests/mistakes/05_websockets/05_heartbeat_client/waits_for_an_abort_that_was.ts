// Caught by: leaves nothing behind after an abort
// Misconception: An abort is an event: whoever listens hears it.
// Says: asks a board in the name of nobody
import type { Message } from "kernel";

export interface Options {
  since?: number;
  signal?: AbortSignal;
  pingAfterMs?: number;
  deadAfterMs?: number;
}

export class ConnectionLostError extends Error {
  override name = "ConnectionLostError";
}

export async function* messages(
  url: URL,
  options: Options = {},
): AsyncGenerator<Message> {
  const { since = 0, signal } = options;
  const { pingAfterMs = 20_000, deadAfterMs = 30_000 } = options;
  const queue = new Queue<Message>();
  const socket = new WebSocket(new URL(`messages/socket?since=${since}`, url));
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

class Silence {
  readonly #ms: number;
  readonly #callback: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ms: number, callback: () => void) {
    this.#ms = ms;
    this.#callback = callback;
    this.breakIt();
  }

  breakIt(): void {
    this.end();
    this.#timer = setTimeout(this.#callback, this.#ms);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
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
