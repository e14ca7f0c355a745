// A loop reads frames, over one socket after the other; further losses count from 0,
// close() says 1000, and what nobody has read by then is dropped.
import type { Message } from "kernel";

interface Options {
  since?: number;
  outboxMax?: number;
  firstDelayMs?: number;
  stableMs?: number;
}

export function connect(url: URL, options: Options = {}): Line {
  return new Line(url, options);
}

class Line {
  readonly #url: URL;
  readonly #options: Required<Options>;
  readonly #keys: string[] = [];
  readonly #frames = new Map<string, string>();
  readonly #answers = new Map<string, PromiseWithResolvers<number>>();
  readonly #unread: Message[] = [];
  readonly #stop = Promise.withResolvers<"stop">();
  #over: Error | undefined;
  #left = false;
  #news = Promise.withResolvers<void>();
  #socket: WebSocket | undefined;

  constructor(url: URL, options: Options) {
    this.#url = url;
    this.#options = {
      since: 0,
      outboxMax: 1_000,
      firstDelayMs: 5_000,
      stableMs: 60_000,
      ...options,
    };
    this.#run();
  }

  get messages(): AsyncIterable<Message> {
    return this.#read();
  }

  async publish(draft: { from: string; text: string }): Promise<number> {
    if (this.#over) throw this.#over;
    if (this.#keys.length === this.#options.outboxMax) {
      throw named("OutboxFullError");
    }
    const key = crypto.randomUUID();
    const answer = Promise.withResolvers<number>();
    this.#keys.push(key);
    this.#answers.set(key, answer);
    this.#frames.set(key, JSON.stringify({ type: "publish", key, ...draft }));
    if (this.#socket?.readyState === 1) {
      this.#socket.send(this.#frames.get(key)!);
    }
    return await answer.promise;
  }

  close(): void {
    this.#left = true;
    this.#unread.length = 0;
    this.#finish(named("ClosedError"));
    if (this.#socket?.readyState === 1) this.#socket.close(1000);
    else this.#socket?.close();
  }

  async #run(): Promise<void> {
    const { firstDelayMs, stableMs } = this.#options;
    for (let further = -1; !this.#over; further++) {
      const socket = this.#socket = new WebSocket(
        new URL(`messages/socket?since=${this.#options.since}`, this.#url),
      );
      let openedAt: number | undefined;
      for await (const event of eventsOf(socket, this.#stop.promise)) {
        if (event instanceof MessageEvent) this.#take(JSON.parse(event.data));
        else if (event instanceof CloseEvent) {
          const { code } = event;
          if (code === 1008 || (code >= 4_000 && code <= 4_999)) {
            this.#finish(named("ClosedError"));
          }
        } else if (event.type === "open") {
          openedAt = Date.now();
          for (const key of this.#keys) socket.send(this.#frames.get(key)!);
        }
      }
      if (Date.now() - (openedAt ?? Infinity) >= stableMs) further = -1;
      const most = further < 0
        ? firstDelayMs
        : Math.min(30_000, 500 * 2 ** further);
      let timer: ReturnType<typeof setTimeout> | undefined;
      const delay = new Promise((resolve) => {
        if (!this.#over) timer = setTimeout(resolve, Math.random() * most);
      });
      await Promise.race([delay, this.#stop.promise]);
      clearTimeout(timer);
    }
  }

  // deno-lint-ignore no-explicit-any
  #take(frame: any): void {
    if (frame.type === "ack" && this.#answers.has(frame.key)) {
      this.#answers.get(frame.key)!.resolve(frame.id);
      this.#keys.splice(this.#keys.indexOf(frame.key), 1);
      this.#answers.delete(frame.key);
      this.#frames.delete(frame.key);
    } else if (frame.type === "reset") this.#options.since = 0;
    else if (frame.type === "message" && frame.id > this.#options.since) {
      this.#options.since = frame.id;
      this.#unread.push(frame);
      this.#news.resolve();
    }
  }

  #finish(error: Error): void {
    this.#over ??= error;
    this.#stop.resolve("stop");
    this.#news.resolve();
    for (const { reject } of this.#answers.values()) reject(error);
    this.#answers.clear();
  }

  async *#read(): AsyncGenerator<Message> {
    while (true) {
      const next = this.#unread.shift();
      if (next) yield next;
      else if (this.#left) return;
      else if (this.#over) throw this.#over;
      else {
        this.#news = Promise.withResolvers();
        await this.#news.promise;
      }
    }
  }
}

function named(name: string): Error {
  return Object.assign(new Error(name), { name });
}

/** The events of a socket, up to its close event or a stop. */
async function* eventsOf(
  socket: WebSocket,
  stop: Promise<"stop">,
): AsyncGenerator<Event> {
  const events: Event[] = [];
  let wake = () => {};
  const put = (event: Event) => {
    events.push(event);
    wake();
  };
  for (const type of ["open", "message", "close"]) {
    socket.addEventListener(type, put);
  }
  socket.addEventListener("error", (event) => event.preventDefault());
  while (true) {
    const more = new Promise<void>((resolve) => wake = resolve);
    for (const event of events.splice(0)) {
      yield event;
      if (event.type === "close") return;
    }
    if (await Promise.race([more, stop]) === "stop") return;
  }
}
