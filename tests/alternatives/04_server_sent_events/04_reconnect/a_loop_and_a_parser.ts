// One loop around one connection; a watchdog that is set anew with every byte; a parser that is a class.
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
    if (id !== "" && id.length < 1_000 && ![...id].some(isControl)) {
      headers.set("last-event-id", headerValue(id));
    }
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
      // Cut, silent or closed: the loop goes on, or has ended.
    } finally {
      clearTimeout(timer);
    }
    return false;
  }
}

function isStream({ status, headers }: Response): boolean {
  const type = headers.get("content-type")?.split(";")[0]?.trim();
  return status === 200 && type?.toLowerCase() === "text/event-stream";
}

class StreamParser {
  lastEventId: string;
  retryMs: number | undefined;
  readonly #origin: string;
  readonly #decoder = new TextDecoder();
  #rest = "";
  #afterCr = false;
  #id: string;
  #type = "";
  #data = "";

  constructor(lastEventId: string, origin: string) {
    this.lastEventId = this.#id = lastEventId;
    this.#origin = origin;
  }

  push(bytes: Uint8Array): MessageEvent[] {
    let text = this.#decoder.decode(bytes, { stream: true });
    if (text === "") return [];
    if (this.#afterCr && text.startsWith("\n")) text = text.slice(1);
    this.#afterCr = text.endsWith("\r");
    const lines = (this.#rest + text).split(/\r\n|\n|\r/);
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

function isControl(sign: string): boolean {
  return sign < " " || sign === "\x7f";
}

function headerValue(id: string): string {
  const bytes = new TextEncoder().encode(id);
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

const TIMER_MS_MAX = 2 ** 31 - 1;

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = () => resolve();
  const timer = setTimeout(done, Math.min(ms, TIMER_MS_MAX));
  signal.addEventListener("abort", done);
  await promise;
  clearTimeout(timer);
  signal.removeEventListener("abort", done);
  if (ms > TIMER_MS_MAX) await pause(ms - TIMER_MS_MAX, signal);
}
