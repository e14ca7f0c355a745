// An iterator written by hand; throws the reason of the abort; leaves out since=0; asks on at once after a full page.
import type { Message } from "kernel";

interface Options {
  since?: number;
  signal?: AbortSignal;
  intervalMs?: number;
}

const PAGE = 100;

export function messages(
  url: URL,
  { since = 0, signal, intervalMs = 2_000 }: Options = {},
): AsyncIterableIterator<Message> {
  let cursor = since;
  let queue: Message[] = [];
  let waitMs = 0;

  async function poll(): Promise<void> {
    if (waitMs > 0) await sleep(waitMs, signal);
    const address = new URL("messages", url);
    if (cursor > 0) address.searchParams.set("since", `${cursor}`);
    address.searchParams.set("limit", `${PAGE}`);
    const response = await fetch(address, signal ? { signal } : {});
    queue = JSON.parse(await response.text());
    cursor = queue.at(-1)?.id ?? cursor;
    waitMs = queue.length < PAGE ? intervalMs : 0;
  }

  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      signal?.throwIfAborted();
      while (queue.length === 0) await poll();
      return { done: false, value: queue.shift()! };
    },
  };
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
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
