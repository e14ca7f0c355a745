// An iterator written by hand; throws the reason of the abort; leaves out since=0; waits one jitter longer than Retry-After.
import type { Message } from "kernel";

interface Options {
  since?: number;
  signal?: AbortSignal;
  pauseMs?: number;
  limitMs?: number;
  onReset?: (range: { oldest: number; newest: number }) => void;
}

class PollReplacedError extends Error {}
PollReplacedError.prototype.name = "PollReplacedError";
class HttpError extends Error {}
HttpError.prototype.name = "HttpError";

class Reader implements AsyncIterableIterator<Message> {
  readonly #url: URL;
  readonly #options: Options;
  #queue: Message[] = [];
  #cursor: number;
  #errors = 0;
  #waitMs = 0;
  #over = false;

  constructor(url: URL, options: Options) {
    this.#url = url;
    this.#options = options;
    this.#cursor = options.since ?? 0;
  }

  [Symbol.asyncIterator]() {
    return this;
  }

  async next(): Promise<IteratorResult<Message>> {
    const { signal } = this.#options;
    try {
      while (!this.#over) {
        signal?.throwIfAborted();
        const message = this.#queue.shift();
        if (message) {
          this.#cursor = message.id;
          return { done: false, value: message };
        }
        await this.#wait();
        this.#queue = await this.#poll();
      }
    } catch (error) {
      this.#over = true;
      throw error;
    }
    return { done: true, value: undefined };
  }

  return(): Promise<IteratorResult<Message>> {
    this.#over = true;
    return Promise.resolve({ done: true, value: undefined });
  }

  async #poll(): Promise<Message[]> {
    const { signal, limitMs = 35_000, pauseMs = 0, onReset } = this.#options;
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort("limit"), limitMs);
    const stop = () => limit.abort("stop");
    signal?.addEventListener("abort", stop);
    let response: Response;
    let body = "";
    const decoder = new TextDecoder();
    try {
      response = await fetch(this.#address(), { signal: limit.signal });
      for await (const bytes of response.body ?? []) {
        body += decoder.decode(bytes, { stream: true });
      }
    } catch {
      signal?.throwIfAborted();
      return this.#failed();
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
    }
    switch (response.status) {
      case 408:
      case 425:
      case 429:
        return this.#failed(response);
      case 409:
        throw new PollReplacedError();
    }
    if (response.status >= 500) return this.#failed(response);
    const messages: Message[] = response.status === 200 ? JSON.parse(body) : [];
    const news = messages.filter(({ id }) => id > this.#cursor);
    if (response.status === 200 && news.length === 0) return this.#failed();
    this.#errors = 0;
    this.#waitMs = pauseMs;
    if (response.ok) return news;
    if (response.status === 410 || response.status === 400 && isReset(body)) {
      onReset?.(JSON.parse(body));
      this.#cursor = 0;
      return [];
    }
    throw new HttpError(response.statusText);
  }

  #address(): URL {
    const address = new URL("messages", this.#url);
    if (this.#cursor > 0) address.searchParams.set("since", `${this.#cursor}`);
    return address;
  }

  #failed(response?: Response): Message[] {
    const seconds = Number(response?.headers.get("retry-after") ?? 0);
    const mostMs = Math.min(500 * Math.pow(2, this.#errors++), 30_000);
    const randomMs = Math.random() * mostMs;
    this.#waitMs = seconds > 0 ? seconds * 1_000 + randomMs % 500 : randomMs;
    return [];
  }

  #wait(): Promise<void> {
    const { signal } = this.#options;
    const ms = this.#waitMs;
    this.#waitMs = 0;
    return new Promise((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", stop);
        resolve();
      }, ms);
      signal?.addEventListener("abort", stop, { once: true });
    });
  }
}

function isReset(body: string): boolean {
  try {
    return JSON.parse(body).type === "/problems/cursor-from-future";
  } catch {
    return false;
  }
}

export function messages(
  url: URL,
  options: Options = {},
): AsyncIterableIterator<Message> {
  return new Reader(url, options);
}
