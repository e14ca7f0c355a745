// One listener for the whole board, and a set of those who wait.
import type { EventLog } from "kernel";

class Board {
  readonly #log: EventLog;
  #waiters: (() => void)[] = [];

  constructor(log: EventLog) {
    this.#log = log;
    log.onAppend(() => this.#wakeAll());
  }

  async answer(since: number): Promise<Response> {
    while (this.#log.newest <= since) {
      await new Promise<void>((resolve) => this.#waiters.push(resolve));
    }
    return Response.json(this.#log.since(since));
  }

  #wakeAll(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const wake of waiters) wake();
  }
}

export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  const board = new Board(log);
  return ({ url }) =>
    board.answer(Number(new URL(url).searchParams.get("since")));
}
