// A class for each connection; drafts are saved side by side and published in turn, acks before messages.
import type { Draft, EventLog, Message } from "kernel";

interface Options {
  save?: (draft: Draft) => Promise<void>;
}

/** Lets one thing be done after another, whatever becomes of each. */
class Turnstile {
  #last: Promise<unknown> = Promise.resolve();

  next<T>(work: () => T | Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => {});
    return result;
  }
}

class Connection {
  readonly #socket: WebSocket;
  readonly #turnstile = new Turnstile();
  #leave: (() => void) | undefined;

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  tell(frame: Record<string, unknown>): void {
    if (this.#socket.readyState > 1) return;
    this.#socket.send(JSON.stringify(frame));
  }

  join(log: EventLog, since: string | null): void {
    let cursor = /^\d+$/.test(since ?? "") ? Number(since) : 0;
    try {
      log.since(cursor);
    } catch {
      cursor = 0;
      this.tell({ oldest: log.oldest, newest: log.newest, type: "reset" });
    }
    for (const message of log.since(cursor)) this.#show(message);
    // A turn later, so that the sender reads its ack first.
    this.#leave = log.onAppend((message) =>
      queueMicrotask(() => this.#show(message))
    );
  }

  async publish(
    draft: Draft & { key: string },
    keys: Map<string, Promise<number>>,
    steps: { save: (draft: Draft) => Promise<void>; log: EventLog },
  ): Promise<void> {
    const { key, from, text } = draft;
    const begin = () => {
      const saved = steps.save({ from, text });
      saved.catch(() => {});
      return this.#turnstile.next(async () => {
        await saved;
        const { id } = steps.log.append({ from, text });
        this.tell({ type: "ack", key, id });
        return id;
      });
    };
    const known = keys.get(key);
    const id = known ?? begin();
    keys.set(key, id);
    try {
      const done = await id;
      if (known) this.tell({ type: "ack", id: done, key });
    } catch (error) {
      if (keys.get(key) === id) keys.delete(key);
      this.tell({ type: "error", title: `Not saved: ${error}`, key });
    }
  }

  leave(): void {
    this.#leave?.();
    this.#leave = undefined;
  }

  #show(message: Message): void {
    this.tell({ ...message, type: "message" });
  }
}

export function handler(
  log: EventLog,
  { save = () => Promise.resolve() }: Options = {},
): (request: Request) => Promise<Response> {
  const keys = new Map<string, Promise<number>>();
  // deno-lint-ignore require-await
  return async (request) => {
    const since = new URL(request.url).searchParams.get("since");
    const { socket, response } = Deno.upgradeWebSocket(request, {
      idleTimeout: 0,
    });
    const connection = new Connection(socket);
    socket.addEventListener("open", () => connection.join(log, since));
    for (const type of ["close", "error"]) {
      socket.addEventListener(type, () => connection.leave());
    }
    socket.addEventListener("message", ({ data }) => {
      if (data instanceof ArrayBuffer) {
        return socket.close(1003, "no bytes, please");
      }
      const draft = read(data);
      if (typeof draft === "string") {
        connection.tell({ type: "error", title: draft });
      } else {
        connection.publish(draft, keys, { save, log });
      }
    });
    return response;
  };
}

/** The draft, or what is wrong with it. */
function read(data: string): (Draft & { key: string }) | string {
  let value: Record<string, unknown> | null;
  try {
    value = JSON.parse(data);
  } catch {
    return "This is no JSON";
  }
  if (value === null || value.type !== "publish") return "This is no publish";
  const { key, from, text } = value;
  if (
    typeof key !== "string" || typeof from !== "string" ||
    typeof text !== "string"
  ) {
    return "A publish needs key, from and text";
  }
  return { key, from, text };
}
