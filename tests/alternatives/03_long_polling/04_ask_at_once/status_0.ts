// No answer has the status 0, so that one list says what may pass; whoever aborts, one signal ends the request.
import type { Message } from "kernel";

interface Options {
  since?: number;
  signal?: AbortSignal;
  pauseMs?: number;
  limitMs?: number;
  onReset?: (range: { oldest: number; newest: number }) => void;
}

class PollReplacedError extends Error {
  override name = "PollReplacedError";
}

class HttpError extends Error {
  override name = "HttpError";
}

export async function* messages(
  url: URL,
  options: Options = {},
): AsyncGenerator<Message> {
  const { since = 0, signal, pauseMs = 0, limitMs = 35_000 } = options;
  let cursor = since;
  let errors = 0;
  while (!signal?.aborted) {
    const address = new URL(`messages?since=${cursor}`, url);
    const answer = await ask(address, limitMs, signal);
    if (signal?.aborted) return;
    const { status = 0, body, retryAfterMs = 0 } = isOld(answer, cursor)
      ? {}
      : answer ?? {};
    if (status === 0 || status >= 500 || [408, 425, 429].includes(status)) {
      const backoffMs = Math.random() * Math.min(30_000, 500 * 2 ** errors++);
      await pause(retryAfterMs || backoffMs, signal);
      continue;
    }
    errors = 0;
    if (
      status === 410 ||
      status === 400 && body?.type === "/problems/cursor-from-future"
    ) {
      options.onReset?.({ oldest: body.oldest, newest: body.newest });
      cursor = 0;
      continue;
    }
    if (status === 409) throw new PollReplacedError();
    if (status >= 400) throw new HttpError(`${status}`);
    for (const message of body ?? []) {
      if (message.id <= cursor) continue;
      cursor = message.id;
      yield message;
      if (signal?.aborted) return;
    }
    await pause(pauseMs, signal);
  }
}

async function ask(address: URL, limitMs: number, signal?: AbortSignal) {
  const limit = AbortSignal.timeout(limitMs);
  const either = signal ? AbortSignal.any([limit, signal]) : limit;
  try {
    const response = await fetch(address, { signal: either });
    const text = await response.text();
    return {
      status: response.status,
      body: /^[{[]/.test(text) ? JSON.parse(text) : undefined,
      retryAfterMs: 1_000 * Number(response.headers.get("retry-after") ?? 0),
    };
  } catch {
    return undefined;
  }
}

/** Nothing but what was seen before, from a server that does not hold polls. */
function isOld(answer: Awaited<ReturnType<typeof ask>>, cursor: number) {
  return answer?.status === 200 &&
    !answer.body?.some(({ id }: Message) => id > cursor);
}

const TIMER_MS_MAX = 2 ** 31 - 1;

async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  if (ms === 0 || signal?.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = () => resolve();
  const timer = setTimeout(done, Math.min(ms, TIMER_MS_MAX));
  signal?.addEventListener("abort", done);
  await promise;
  clearTimeout(timer);
  signal?.removeEventListener("abort", done);
  if (ms > TIMER_MS_MAX) await pause(ms - TIMER_MS_MAX, signal);
}
