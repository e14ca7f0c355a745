// Caught by: ends when the answer is no event stream
// Misconception: The status says whether it worked.
// Says: is 200 too
interface Options {
  retryMs?: number;
  silenceMs?: number;
}

type Handler = ((event: Event) => void) | null;

export class EventStream extends EventTarget {
  readonly url: string;
  readyState = 0;
  onopen: Handler = null;
  onmessage: Handler = null;
  onerror: Handler = null;
  #retryMs: number;
  readonly #silenceMs: number;
  readonly #closing = new AbortController();
  #lastEventId = "";

  constructor(url: URL | string, options: Options = {}) {
    super();
    const { retryMs = 3_000, silenceMs = 45_000 } = options;
    this.url = new URL(url).href;
    this.#retryMs = retryMs;
    this.#silenceMs = silenceMs;
    this.addEventListener("open", (event) => this.onopen?.(event));
    this.addEventListener("message", (event) => this.onmessage?.(event));
    this.addEventListener("error", (event) => this.onerror?.(event));
    this.#follow();
  }

  close(): void {
    this.readyState = 2;
    this.#closing.abort();
  }

  async #follow(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      const refused = await this.#readOnce();
      if (signal.aborted) return;
      if (refused) this.close();
      else this.readyState = 0;
      this.dispatchEvent(new Event("error"));
      await pause(this.#retryMs, signal);
    }
  }

  async #readOnce(): Promise<boolean> {
    const silence = new AbortController();
    const signal = AbortSignal.any([this.#closing.signal, silence.signal]);
    const give = () => silence.abort();
    let timer = setTimeout(give, this.#silenceMs);
    const restart = () => {
      clearTimeout(timer);
      timer = setTimeout(give, this.#silenceMs);
    };
    const headers = new Headers({
      "accept": "text/event-stream",
      "cache-control": "no-cache",
    });
    const id = this.#lastEventId;
    if (id !== "") headers.set("last-event-id", headerValue(id));
    try {
      const response = await fetch(this.url, { headers, signal });
      if (!isStream(response)) {
        await response.body?.cancel();
        return true;
      }
      restart();
      this.readyState = 1;
      this.dispatchEvent(new Event("open"));
      const { origin } = new URL(response.url);
      const parser = new StreamParser(this.#lastEventId, origin);
      for await (const bytes of response.body!) {
        restart();
        const events = parser.push(bytes);
        this.#lastEventId = parser.lastEventId;
        this.#retryMs = parser.retryMs ?? this.#retryMs;
        for (const event of events) {
          if (signal.aborted) break;
          this.dispatchEvent(event);
        }
      }
    } catch {
      // Lost.
    } finally {
      clearTimeout(timer);
    }
    return false;
  }
}

function isStream({ status }: Response): boolean {
  return status === 200;
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

function headerValue(id: string): string {
  return String.fromCharCode(...new TextEncoder().encode(id));
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
