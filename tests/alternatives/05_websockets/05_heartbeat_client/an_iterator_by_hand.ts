// No generator: next() and return() of an iterator, and readers that wait in a list.
import type { Message } from "kernel";

interface Options {
  since?: number;
  signal?: AbortSignal;
  pingAfterMs?: number;
  deadAfterMs?: number;
}

class ConnectionLostError extends Error {
  override name = "ConnectionLostError";
}

type Reader = PromiseWithResolvers<IteratorResult<Message, undefined>>;

export function messages(
  url: URL,
  options: Options = {},
): AsyncIterableIterator<Message, undefined> {
  return new Line(url, options);
}

class Line implements AsyncIterableIterator<Message, undefined> {
  readonly #url: URL;
  readonly #options: Options;
  readonly #messages: Message[] = [];
  readonly #readers: Reader[] = [];
  readonly #timers: ReturnType<typeof setTimeout>[] = [];
  #socket: WebSocket | undefined;
  #ended = false;
  #error: Error | undefined;

  constructor(url: URL, options: Options) {
    this.#url = url;
    this.#options = options;
    options.signal?.addEventListener("abort", () => {
      this.#messages.length = 0;
      this.#end();
    });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Message, undefined>> {
    if (!this.#ended) this.#socket ??= this.#open();
    const reader: Reader = Promise.withResolvers();
    this.#readers.push(reader);
    this.#serve();
    return reader.promise;
  }

  return(): Promise<IteratorResult<Message, undefined>> {
    this.#messages.length = 0;
    this.#end();
    return Promise.resolve({ done: true, value: undefined });
  }

  #open(): WebSocket {
    const { since = 0 } = this.#options;
    const address = new URL(`messages/socket?since=${since}`, this.#url);
    const socket = new WebSocket(address.href.replace(/^http/, "ws"));
    socket.onopen = () => this.#heard();
    socket.onmessage = ({ data }) => {
      if (this.#ended) return;
      this.#heard();
      const frame = JSON.parse(data);
      if (frame.type === "ping") socket.send(JSON.stringify({ type: "pong" }));
      if (frame.type === "message") this.#messages.push(frame);
      this.#serve();
    };
    socket.onclose = () => this.#end(new ConnectionLostError("It broke off"));
    this.#heard();
    return socket;
  }

  #heard(): void {
    if (this.#ended) return;
    const { pingAfterMs = 20_000, deadAfterMs = 30_000 } = this.#options;
    this.#clear();
    const ping = () => {
      if (this.#socket?.readyState !== WebSocket.OPEN) return;
      this.#socket.send(JSON.stringify({ type: "ping" }));
    };
    const dead = () => this.#end(new ConnectionLostError("It fell silent"));
    this.#timers.push(
      setTimeout(ping, pingAfterMs),
      setTimeout(dead, deadAfterMs),
    );
  }

  #end(error?: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    this.#clear();
    this.#socket?.close();
    this.#serve();
  }

  #clear(): void {
    for (const timer of this.#timers.splice(0)) clearTimeout(timer);
  }

  #serve(): void {
    while (this.#readers.length > 0) {
      if (this.#messages.length > 0) {
        this.#readers.shift()!.resolve({
          done: false,
          value: this.#messages.shift()!,
        });
      } else if (this.#error) {
        this.#readers.shift()!.reject(this.#error);
        this.#error = undefined;
      } else if (this.#ended) {
        this.#readers.shift()!.resolve({ done: true, value: undefined });
      } else return;
    }
  }
}
