// Every error is thrown and caught in one place; waits up to 500 ms longer than Retry-After; draws from crypto.
import type { Message } from "kernel";

interface Options {
  since?: number;
  signal?: AbortSignal;
  intervalMs?: number;
}

export class HttpError extends Error {
  override readonly name = "HttpError";
  constructor(readonly response: Response) {
    super(response.statusText);
  }
}

const MAY_PASS = new Set([408, 425, 429]);

export async function* messages(
  url: URL,
  options: Options = {},
): AsyncGenerator<Message, void, undefined> {
  const { signal = new AbortController().signal, intervalMs = 2_000 } = options;
  let cursor = options.since ?? 0;
  let mostMs = 500;
  while (true) {
    try {
      for (const message of await poll(url, cursor, signal)) {
        cursor = message.id;
        yield message;
        signal.throwIfAborted();
      }
      mostMs = 500;
      await sleep(intervalMs, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof HttpError) {
        const { status } = error.response;
        if (status < 500 && !MAY_PASS.has(status)) throw error;
      }
      const leastMs = error instanceof HttpError ? readRetryAfter(error) : null;
      await sleep(
        leastMs === null ? chance() * mostMs : leastMs + chance() * 500,
        signal,
      );
      mostMs = Math.min(30_000, mostMs * 2);
    }
  }
}

async function poll(
  url: URL,
  cursor: number,
  signal: AbortSignal,
): Promise<Message[]> {
  const response = await fetch(`${url}messages?since=${cursor}`, { signal });
  if (response.status === 304) return [];
  if (response.ok) return await response.json();
  await response.body?.cancel();
  throw new HttpError(response);
}

function chance(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]! / 2 ** 32;
}

const IMF_FIXDATE =
  /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;

function readRetryAfter({ response }: HttpError): number | null {
  const value = response.headers.get("retry-after")?.trim() ?? "";
  if (value !== "" && !/\D/.test(value)) return parseInt(value, 10) * 1_000;
  if (!IMF_FIXDATE.test(value)) return null;
  const leftMs = new Date(value).getTime() - new Date().getTime();
  return leftMs < 0 ? null : leftMs;
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const over = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  await new Promise<void>((resolve, reject) => {
    timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => reject(signal.reason), over);
  }).finally(() => {
    clearTimeout(timer);
    over.abort();
  });
}
