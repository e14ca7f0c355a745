// No loop: each loss sets a timer, and the timer connects. Waits up to twice the time, at random.

interface Options {
  retryMs?: number;
  silenceMs?: number;
}

type Handler = ((event: Event) => void) | null;

export class EventStream extends EventTarget {
  onopen: Handler = null;
  onmessage: Handler = null;
  onerror: Handler = null;
  readyState = 0;
  #url: URL | string;
  #retryMs: number;
  #silenceMs: number;
  #lastEventId = "";
  #connection: AbortController | undefined;
  #response: Response | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    url: URL | string,
    { retryMs = 3_000, silenceMs = 45_000 }: Options = {},
  ) {
    super();
    this.#url = url;
    this.#retryMs = retryMs;
    this.#silenceMs = silenceMs;
    for (const type of ["open", "message", "error"] as const) {
      this.addEventListener(type, (event) => this[`on${type}`]?.(event));
    }
    this.#connect();
  }

  get url(): string {
    return String(this.#url);
  }

  close(): void {
    this.readyState = 2;
    clearTimeout(this.#timer);
    this.#connection?.abort();
  }

  #connect(): void {
    const connection = this.#connection = new AbortController();
    this.#watch();
    const headers: Record<string, string> = {
      accept: "text/event-stream",
      "cache-control": "no-store",
    };
    // deno-lint-ignore no-control-regex
    if (/^[^\x00-\x1f\x7f]{1,900}$/u.test(this.#lastEventId)) {
      const bytes = new TextEncoder().encode(this.#lastEventId);
      headers["last-event-id"] = Array.from(
        bytes,
        (byte) => String.fromCharCode(byte),
      ).join("");
    }
    fetch(this.#url, { headers, signal: connection.signal }).then(
      (response) => this.#read(response),
    ).then(() => this.#lost(), () => this.#lost());
  }

  async #read(response: Response): Promise<void> {
    const type = response.headers.get("content-type") ?? "";
    if (
      response.status !== 200 ||
      !/^\s*text\/event-stream\s*(;|$)/i.test(type)
    ) {
      this.close();
      this.dispatchEvent(new Event("error"));
      return;
    }
    this.readyState = 1;
    this.#watch();
    this.dispatchEvent(new Event("open"));
    // Nobody else keeps it, and with it Deno would forget the signal.
    this.#response = response;
    const { origin } = new URL(response.url);
    const parser = new StreamParser(this.#lastEventId, origin);
    for await (const bytes of response.body!) {
      this.#watch();
      for (const event of parser.push(bytes)) {
        if (this.readyState === 1) this.dispatchEvent(event);
      }
      this.#lastEventId = parser.lastEventId;
      if (parser.retryMs !== undefined) this.#retryMs = parser.retryMs;
    }
  }

  #watch(): void {
    clearTimeout(this.#timer);
    if (this.readyState === 2) return;
    this.#timer = setTimeout(() => this.#connection?.abort(), this.#silenceMs);
  }

  #lost(): void {
    if (this.readyState === 2) return;
    clearTimeout(this.#timer);
    this.readyState = 0;
    const waitMs = this.#retryMs * (1 + Math.random() * 0.9);
    this.#timer = setTimeout(() => this.#connect(), waitMs);
    this.dispatchEvent(new Event("error"));
  }
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
