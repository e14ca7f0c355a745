// Reads with a reader, races every read against a timer of its own, and parses whole texts.

interface Options {
  retryMs?: number;
  silenceMs?: number;
}

type Handler = ((event: Event) => void) | null;

class Refused extends Error {}

export class EventStream extends EventTarget {
  onopen: Handler = null;
  onmessage: Handler = null;
  onerror: Handler = null;
  readonly url: string;
  #state: "connecting" | "open" | "closed" = "connecting";
  #options: Required<Options>;
  #id = "";
  #closed = Promise.withResolvers<void>();
  #connection = new AbortController();
  #response: Response | undefined;

  constructor(url: URL | string, options: Options = {}) {
    super();
    this.url = `${url}`;
    this.#options = { retryMs: 3_000, silenceMs: 45_000, ...options };
    this.addEventListener("open", (event) => this.onopen?.(event));
    this.addEventListener("message", (event) => this.onmessage?.(event));
    this.addEventListener("error", (event) => this.onerror?.(event));
    this.#run();
  }

  get readyState(): number {
    return ["connecting", "open", "closed"].indexOf(this.#state);
  }

  close(): void {
    this.#state = "closed";
    this.#closed.resolve();
    this.#connection.abort();
  }

  async #run(): Promise<void> {
    try {
      while (!this.#isClosed()) {
        await this.#connect();
        if (this.#isClosed()) return;
        this.#state = "connecting";
        this.dispatchEvent(new Event("error"));
        if (this.#isClosed()) return;
        await this.#within(this.#options.retryMs, this.#closed.promise)
          .catch(() => {});
      }
    } catch {
      this.close();
      this.dispatchEvent(new Event("error"));
    }
  }

  #isClosed(): boolean {
    return this.#state === "closed";
  }

  /** Resolves when the connection is lost; throws when it was refused. */
  async #connect(): Promise<void> {
    const connection = this.#connection = new AbortController();
    const { signal } = connection;
    const { silenceMs } = this.#options;
    const headers = new Headers([
      ["Accept", "text/event-stream"],
      ["Cache-Control", "no-cache"],
    ]);
    // deno-lint-ignore no-control-regex
    if (/^[^\x00-\x1f\x7f]{1,1000}$/.test(this.#id)) {
      headers.set("Last-Event-ID", latin1(new TextEncoder().encode(this.#id)));
    }
    try {
      const answer = fetch(this.url, { headers, signal });
      const response = await this.#within(silenceMs, answer);
      // Nobody else keeps it, and with it Deno would forget the signal.
      this.#response = response;
      const type = response.headers.get("content-type")?.toLowerCase();
      const [essence] = type?.split(/\s*;/) ?? [];
      if (response.status !== 200 || essence !== "text/event-stream") {
        throw new Refused();
      }
      this.#state = "open";
      this.dispatchEvent(new Event("open"));
      const reader = response.body!.getReader();
      const parser = new StreamParser(this.#id, new URL(response.url).origin);
      while (!this.#isClosed()) {
        const { done, value } = await this.#within(silenceMs, reader.read());
        if (done) return;
        const events = parser.push(value);
        this.#id = parser.lastEventId;
        this.#options.retryMs = parser.retryMs ?? this.#options.retryMs;
        for (const event of events) {
          if (!this.#isClosed()) this.dispatchEvent(event);
        }
      }
    } catch (error) {
      if (error instanceof Refused) throw error;
    } finally {
      connection.abort();
    }
  }

  /** The promise, or a rejection after `ms`. */
  async #within<T>(ms: number, promise: Promise<T>): Promise<T> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error("late")), ms);
    try {
      return await Promise.race([promise, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

class StreamParser {
  lastEventId: string;
  retryMs: number | undefined;
  readonly #origin: string;
  readonly #decoder = new TextDecoder();
  #rest = "";
  #id: string;
  #type = "";
  #data = "";

  constructor(lastEventId: string, origin: string) {
    this.lastEventId = this.#id = lastEventId;
    this.#origin = origin;
  }

  push(bytes: Uint8Array): MessageEvent[] {
    const text = this.#rest + this.#decoder.decode(bytes, { stream: true });
    const lines = text.split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop()!;
    return lines.flatMap((line) =>
      line === "" ? this.#end() : this.#take(line)
    );
  }

  #take(line: string): MessageEvent[] {
    const [, name, value] = /^([^:]*)(?:: ?)?(.*)$/s.exec(line)!;
    if (name === "data") this.#data += `${value}\n`;
    if (name === "event") this.#type = value!;
    if (name === "id" && !value!.includes("\0")) this.#id = value!;
    if (name === "retry" && /^[0-9]+$/.test(value!)) {
      this.retryMs = Number(value);
    }
    return [];
  }

  #end(): MessageEvent[] {
    const [type, data] = [this.#type || "message", this.#data];
    this.#type = this.#data = "";
    this.lastEventId = this.#id;
    if (data === "") return [];
    const init = { lastEventId: this.#id, origin: this.#origin };
    return [new MessageEvent(type, { ...init, data: data.slice(0, -1) })];
  }
}
