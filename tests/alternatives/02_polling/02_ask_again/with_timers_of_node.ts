// Waits with node:timers/promises; one generator for the answers and one for the messages.
import { setTimeout as wait } from "node:timers/promises";
import type { Message } from "kernel";

interface Options {
  since?: number;
  signal?: AbortSignal;
  intervalMs?: number;
}

export async function* messages(
  url: URL,
  options: Options = {},
): AsyncGenerator<Message, void, undefined> {
  const signal = options.signal ?? new AbortController().signal;
  try {
    for await (const answer of answers(url, options, signal)) {
      for (const message of answer) {
        signal.throwIfAborted();
        yield message;
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function* answers(
  url: URL,
  { since = 0, intervalMs = 2_000 }: Options,
  signal: AbortSignal,
): AsyncGenerator<Message[], void, undefined> {
  for (let cursor = since;; await wait(intervalMs, undefined, { signal })) {
    const response = await fetch(`${url}messages?since=${cursor}`, {
      headers: { accept: "application/json" },
      cache: "no-store",
      signal,
    });
    const answer = await response.json() as Message[];
    for (const { id } of answer) cursor = Math.max(cursor, id);
    yield answer;
  }
}
