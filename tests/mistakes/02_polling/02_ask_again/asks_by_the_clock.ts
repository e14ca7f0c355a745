// Caught by: has one question open at a time
// Misconception: setInterval is how one does something every two seconds.
// Says: setInterval asks on
import type { Message } from "kernel";

interface Options {
  since?: number;
  signal?: AbortSignal;
  intervalMs?: number;
}

export async function* messages(
  url: URL,
  { since = 0, signal, intervalMs = 2_000 }: Options = {},
): AsyncGenerator<Message> {
  let cursor = since;
  let wake = Promise.withResolvers<void>();
  const queue: Message[] = [];
  const ask = async () => {
    const address = new URL(`messages?since=${cursor}`, url);
    const response = await fetch(address, { signal: signal ?? null });
    queue.push(...await response.json());
    wake.resolve();
  };
  const timer = setInterval(ask, intervalMs);
  signal?.addEventListener("abort", () => {
    clearInterval(timer);
    wake.resolve();
  });
  ask();
  while (true) {
    await wake.promise;
    wake = Promise.withResolvers();
    for (const message of queue.splice(0)) {
      if (signal?.aborted) return;
      cursor = message.id;
      yield message;
    }
    if (signal?.aborted) return;
  }
}
