// No answer has the status 0, so that one list says what may pass; counts an error where it draws for it.
import type { Message } from "kernel";

interface Options {
  since?: number;
  signal?: AbortSignal;
  intervalMs?: number;
}

export class HttpError extends Error {
  override name = "HttpError";
}

export async function* messages(
  url: URL,
  options: Options = {},
): AsyncGenerator<Message> {
  const { since = 0, intervalMs = 2_000, signal } = options;
  let cursor = since;
  let errors = 0;
  while (!signal?.aborted) {
    const address = new URL(`messages?since=${cursor}`, url);
    const { status, news, retryAfter } = await ask(address, signal);
    if (signal?.aborted) return;
    if (status === 0 || status >= 500 || [408, 425, 429].includes(status)) {
      const backoffMs = Math.random() * Math.min(30_000, 500 * 2 ** errors++);
      await pause(retryAfterMs(retryAfter) ?? backoffMs, signal);
      continue;
    }
    if (status >= 400) throw new HttpError(`${status}`);
    errors = 0;
    for (const message of news) {
      cursor = message.id;
      yield message;
      if (signal?.aborted) return;
    }
    await pause(intervalMs, signal);
  }
}

async function ask(address: URL, signal?: AbortSignal) {
  try {
    const response = await fetch(address, { signal: signal ?? null });
    const { status, headers } = response;
    const text = await response.text();
    const news: Message[] = status === 200 ? JSON.parse(text) : [];
    return { status, news, retryAfter: headers.get("retry-after") };
  } catch {
    return { status: 0, news: [], retryAfter: null };
  }
}

function retryAfterMs(value: string | null): number | undefined {
  if (value === null) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  const ms = value.endsWith("GMT") ? Date.parse(value) - Date.now() : 0;
  return ms > 0 ? ms : undefined;
}

const TIMER_MS_MAX = 2 ** 31 - 1;

async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = () => resolve();
  const timer = setTimeout(done, Math.min(ms, TIMER_MS_MAX));
  signal?.addEventListener("abort", done);
  await promise;
  clearTimeout(timer);
  signal?.removeEventListener("abort", done);
  if (ms > TIMER_MS_MAX) await pause(ms - TIMER_MS_MAX, signal);
}
