/**
 * 4.4 Reconnect: one possibility.
 *
 * @module
 */

/** Options for {@linkcode EventStream}. */
export interface Options {
  /**
   * Wait before each reconnection until the stream names another, in milliseconds.
   *
   * @default {3_000}
   */
  retryMs?: number;
  /**
   * Time without a byte after which a connection counts as lost, in milliseconds.
   *
   * @default {45_000}
   */
  silenceMs?: number;
}

/** What `onopen`, `onmessage` and `onerror` may be. */
export type Handler<Type extends Event> = ((event: Type) => void) | null;

/** Follows an event stream, as `EventSource` does in browsers. */
export class EventStream extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSED = 2;

  /** The address of the stream. */
  readonly url: string;
  /** Called at each open event. */
  onopen: Handler<Event> = null;
  /** Called at each event of type `message`. */
  onmessage: Handler<MessageEvent> = null;
  /** Called at each error event. */
  onerror: Handler<Event> = null;

  readonly #silenceMs: number;
  readonly #closing = new AbortController();
  #retryMs: number;
  #lastEventId = "";
  #readyState = EventStream.CONNECTING;
  /** Kept while it is read: Deno forgets the signal of a fetch whose response nobody keeps. */
  #response: Response | undefined;

  /** Begins to connect. */
  constructor(url: URL | string, options: Options = {}) {
    super();
    const { retryMs = 3_000, silenceMs = 45_000 } = options;
    this.url = new URL(url).href;
    this.#retryMs = retryMs;
    this.#silenceMs = silenceMs;
    this.addEventListener("open", (event) => this.onopen?.(event));
    this.addEventListener("message", (event) => {
      this.onmessage?.(event as MessageEvent);
    });
    this.addEventListener("error", (event) => this.onerror?.(event));
    this.#follow();
  }

  /** 0 while connecting or waiting to, 1 while a stream is open, 2 at the end. */
  get readyState(): number {
    return this.#readyState;
  }

  /** Ends the connection or the wait; nothing follows. */
  close(): void {
    this.#readyState = EventStream.CLOSED;
    this.#closing.abort();
  }

  /** One connection after the other, until it is closed. */
  async #follow(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      const refused = await this.#readOnce();
      if (signal.aborted) return;
      if (refused) this.close();
      else this.#readyState = EventStream.CONNECTING;
      this.dispatchEvent(new Event("error"));
      await pause(this.#retryMs, signal);
    }
  }

  /** Reads one stream to its end, whatever ends it; true when there is none to be had. */
  async #readOnce(): Promise<boolean> {
    const silence = new Silence(this.#silenceMs);
    const signal = AbortSignal.any([this.#closing.signal, silence.signal]);
    try {
      const response = await fetch(this.url, {
        headers: this.#headers(),
        signal,
      });
      signal.throwIfAborted();
      this.#response = response;
      if (!isEventStream(response)) return true;
      silence.breakIt();
      this.#readyState = EventStream.OPEN;
      this.dispatchEvent(new Event("open"));
      await this.#dispatchAll(response, silence);
    } catch {
      // A broken connection, silence, or close(): the signals know which.
    } finally {
      silence.end();
    }
    return false;
  }

  async #dispatchAll(response: Response, silence: Silence): Promise<void> {
    const { origin } = new URL(response.url);
    const parser = new StreamParser(this.#lastEventId, origin);
    for await (const bytes of response.body!) {
      silence.breakIt();
      const events = parser.push(bytes);
      this.#lastEventId = parser.lastEventId;
      this.#retryMs = parser.retryMs ?? this.#retryMs;
      for (const event of events) {
        // A listener may have closed the stream before the rest of the piece.
        if (this.#closing.signal.aborted) return;
        this.dispatchEvent(event);
      }
    }
  }

  #headers(): Headers {
    const headers = new Headers({
      "accept": "text/event-stream",
      "cache-control": "no-cache",
    });
    const id = headerValue(this.#lastEventId);
    if (id !== undefined) headers.set("last-event-id", id);
    return headers;
  }
}

/** Only 200 with this type is a stream; parameters of the type do not matter. */
function isEventStream({ status, headers }: Response): boolean {
  const [type = ""] = (headers.get("content-type") ?? "").split(";");
  return status === 200 && type.trim().toLowerCase() === "text/event-stream";
}

/** Aborts `signal` when it has lasted for `ms`. */
class Silence {
  readonly #ms: number;
  readonly #aborter = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ms: number) {
    this.#ms = ms;
    this.breakIt();
  }

  get signal(): AbortSignal {
    return this.#aborter.signal;
  }

  /** Something was heard: it begins anew. */
  breakIt(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#aborter.abort(), this.#ms);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

/** Reads the stream of one connection. */
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
    const text = this.#decoder.decode(bytes, { stream: true });
    if (text === "") return [];
    // A CR ended its line when it came: an LF behind it is its other half.
    const late = this.#afterCr && text.startsWith("\n");
    this.#afterCr = text.endsWith("\r");
    const lines = (late ? text.slice(1) : text).split(/\r\n|\n|\r/);
    lines[0] = this.#rest + lines[0];
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

/**
 * Headers carry bytes: the id in UTF-8, one character for each byte. Undefined
 * for no id, and for one with control characters, which no header carries.
 */
function headerValue(id: string): string | undefined {
  const isControl = (sign: string) => sign < " " || sign === "\x7f";
  if (id === "" || [...id].some(isControl)) return undefined;
  const bytes = new TextEncoder().encode(id);
  // Servers refuse a longer head, and then each of our attempts.
  if (bytes.length > 4_096) return undefined;
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

/** The longest time that `setTimeout` takes, in milliseconds: beyond it, it fires at once. */
const TIMEOUT_MS_MAX = 2 ** 31 - 1;

/** Resolves after `ms`, or as soon as `signal` aborts. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await pauseOnce(Math.min(ms, TIMEOUT_MS_MAX), signal);
  if (ms > TIMEOUT_MS_MAX) await pause(ms - TIMEOUT_MS_MAX, signal);
}

async function pauseOnce(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = () => resolve();
  const timer = setTimeout(done, ms);
  signal.addEventListener("abort", done);
  await promise;
  clearTimeout(timer);
  signal.removeEventListener("abort", done);
}
