// A class for each poll, with callbacks instead of promises in the middle.
import type { EventLog } from "kernel";

interface Options {
  holdMs?: number;
}

class Poll {
  readonly #log: EventLog;
  readonly #since: number;
  readonly #answer: (response: Response) => void;
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #forget: () => void;

  constructor(
    log: EventLog,
    { since, holdMs }: { since: number; holdMs: number },
    answer: (response: Response) => void,
  ) {
    this.#log = log;
    this.#since = since;
    this.#answer = answer;
    this.#timer = setTimeout(() => this.end(), holdMs);
    this.#forget = log.onAppend(() => this.end());
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#forget();
    const messages = this.#log.since(this.#since);
    if (messages.length > 0) return this.#answer(Response.json(messages));
    const headers = { "Cache-Control": "No-Store" };
    this.#answer(new Response(null, { status: 204, headers }));
  }
}

export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { holdMs = 25_000 } = options;
  return ({ url, signal }) =>
    new Promise((resolve) => {
      const since = Number(new URL(url).searchParams.get("since"));
      const poll = new Poll(log, { since, holdMs }, resolve);
      signal.onabort = () => poll.end();
      if (log.newest > since) poll.end();
    });
}
