// Caught by: has one poll at a time
// Misconception: Asking every two seconds is polling, and long polls are polls.
// Says: opens more and more of them
import type { Message } from "kernel";

interface Options {
  since?: number;
  signal?: AbortSignal;
}

export async function* messages(
  url: URL,
  { since = 0, signal }: Options = {},
): AsyncGenerator<Message> {
  let cursor = since;
  let waiting = Promise.withResolvers<void>();
  const queue: Message[] = [];
  const ask = async () => {
    const response = await fetch(new URL(`messages?since=${cursor}`, url));
    if (response.status !== 200) return await response.body?.cancel();
    queue.push(...await response.json());
    waiting.resolve();
  };
  const timer = setInterval(ask, 2_000);
  signal?.addEventListener("abort", () => clearInterval(timer));
  ask();
  while (!signal?.aborted) {
    await waiting.promise;
    waiting = Promise.withResolvers();
    for (const message of queue.splice(0)) {
      cursor = message.id;
      yield message;
    }
  }
}
