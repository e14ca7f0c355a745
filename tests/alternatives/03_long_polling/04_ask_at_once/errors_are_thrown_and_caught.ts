// Every error is thrown and caught in one place; a generator inside a generator; sends an Accept header.
import type { Message } from "kernel";

interface Options {
  since?: number;
  signal?: AbortSignal;
  pauseMs?: number;
  limitMs?: number;
  onReset?: (range: { oldest: number; newest: number }) => void;
}

class PollReplacedError extends Error {
  override readonly name = "PollReplacedError";
}

class HttpError extends Error {
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
  const { signal = new AbortController().signal } = options;
  const state = { cursor: options.since ?? 0, errors: 0 };
  try {
    while (true) {
      try {
        yield* onePoll(url, options, signal, state);
        await sleep(options.pauseMs ?? 0, signal);
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof PollReplacedError) throw error;
        if (
          error instanceof HttpError && error.response.status < 500 &&
          !MAY_PASS.has(error.response.status)
        ) {
          throw error;
        }
        await sleep(waitMs(error, state.errors++), signal);
      }
    }
  } catch (error) {
    if (error !== signal.reason) throw error;
  }
}

async function* onePoll(
  url: URL,
  { limitMs = 35_000, onReset }: Options,
  signal: AbortSignal,
  state: { cursor: number; errors: number },
): AsyncGenerator<Message, void, undefined> {
  const response = await fetch(`${url}messages?since=${state.cursor}`, {
    headers: { accept: "application/json, application/problem+json" },
    signal: AbortSignal.any([signal, AbortSignal.timeout(limitMs)]),
    cache: "no-store",
  });
  const text = await response.text();
  if (response.status === 409) throw new PollReplacedError("replaced");
  const problem = response.ok ? undefined : problemIn(text);
  const isFuture = problem?.type === "/problems/cursor-from-future";
  if (response.status === 410 || response.status === 400 && isFuture) {
    onReset?.({ oldest: problem.oldest, newest: problem.newest });
    state.cursor = 0;
  } else if (!response.ok) {
    throw new HttpError(response);
  }
  const messages: Message[] = response.status === 200 ? JSON.parse(text) : [];
  const isNew = ({ id }: Message) => id > state.cursor;
  if (response.status === 200 && !messages.some(isNew)) {
    throw new Error("Nothing is new, and the server does not wait until it is");
  }
  state.errors = 0;
  for (const message of messages) {
    if (message.id > state.cursor) {
      state.cursor = message.id;
      yield message;
      signal.throwIfAborted();
    }
  }
}

function waitMs(error: unknown, errors: number): number {
  const randomMs = Math.random() * Math.min(30_000, 500 * 2 ** errors);
  if (!(error instanceof HttpError)) return randomMs;
  const seconds = error.response.headers.get("retry-after");
  return Number(seconds ?? 0) * 1_000 || randomMs;
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const over = new AbortController();
  await new Promise<void>((resolve, reject) => {
    setTimeout(resolve, ms);
    signal.addEventListener("abort", () => reject(signal.reason), over);
  }).finally(() => over.abort());
}

// deno-lint-ignore no-explicit-any -- what another machine says has no type yet
function problemIn(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
