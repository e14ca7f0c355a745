// Nothing but callbacks: a timer forgives the losses, another one comes back.
import type { Message } from "kernel";

interface Options {
  since?: number;
  outboxMax?: number;
  firstDelayMs?: number;
  stableMs?: number;
}

interface Draft {
  from: string;
  text: string;
}

interface Connection {
  readonly messages: AsyncIterable<Message>;
  publish(draft: Draft): Promise<number>;
  close(): void;
}

class OutboxFullError extends Error {
  override name = "OutboxFullError";
}

class ClosedError extends Error {
  override name = "ClosedError";
}

interface Waiting {
  key: string;
  draft: Draft;
  resolve: (id: number) => void;
  reject: (error: Error) => void;
}

export function connect(url: URL, options: Options = {}): Connection {
  const { since = 0, outboxMax = 1_000 } = options;
  const { firstDelayMs = 5_000, stableMs = 60_000 } = options;
  const inbox = new Inbox();
  let outbox: Waiting[] = [];
  let seen = since;
  let losses = 0;
  let over = false;
  let socket: WebSocket;
  let forgive: ReturnType<typeof setTimeout> | undefined;
  let comeBack: ReturnType<typeof setTimeout> | undefined;

  const send = ({ key, draft: { from, text } }: Waiting) =>
    socket.send(JSON.stringify({ from, text, key, type: "publish" }));

  const open = () => {
    const query = seen > 0 ? `?since=${seen}` : "";
    socket = new WebSocket(new URL(`messages/socket${query}`, url));
    socket.addEventListener("open", () => {
      outbox.forEach(send);
      forgive = setTimeout(() => losses = 0, stableMs);
    });
    socket.addEventListener("message", ({ data }) => {
      if (!over) take(JSON.parse(data));
    });
    socket.addEventListener("close", ({ code }) => {
      clearTimeout(forgive);
      if (over) return;
      if (code === 1008 || code >= 4_000) {
        return end(new ClosedError(`${code}`));
      }
      const most = losses === 0
        ? firstDelayMs
        : Math.min(30_000, 500 * 2 ** losses);
      losses++;
      comeBack = setTimeout(open, Math.random() * most);
    });
  };

  // deno-lint-ignore no-explicit-any
  const take = (frame: any) => {
    switch (frame.type) {
      case "ack": {
        outbox.find(({ key }) => key === frame.key)?.resolve(frame.id);
        outbox = outbox.filter(({ key }) => key !== frame.key);
        return;
      }
      case "reset":
        seen = 0;
        return;
      case "message":
        if (frame.id <= seen) return;
        seen = frame.id;
        inbox.put(frame);
    }
  };

  const end = (error: Error | undefined) => {
    if (over) return;
    over = true;
    clearTimeout(forgive);
    clearTimeout(comeBack);
    const why = error ?? new ClosedError("closed here");
    for (const { reject } of outbox.splice(0)) reject(why);
    inbox.finish(error);
    socket.close();
  };

  open();
  return {
    messages: inbox,
    publish(draft) {
      return new Promise((resolve, reject) => {
        if (over) return reject(new ClosedError("closed"));
        if (outbox.length >= outboxMax) return reject(new OutboxFullError());
        const waiting = {
          key: crypto.randomUUID(),
          draft: { ...draft },
          resolve,
          reject,
        };
        outbox.push(waiting);
        if (socket.readyState === WebSocket.OPEN) send(waiting);
      });
    },
    close: () => end(undefined),
  };
}

/** A promise for each message that is still to come. */
class Inbox implements AsyncIterable<Message> {
  readonly #first = Promise.withResolvers<Message>();
  readonly #ready = [this.#first];

  put(message: Message): void {
    this.#ready.at(-1)!.resolve(message);
    this.#ready.push(Promise.withResolvers());
  }

  finish(error: Error | undefined): void {
    const { promise, reject } = this.#ready.at(-1)!;
    promise.catch(() => {});
    reject(error);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Message> {
    try {
      while (true) {
        yield await this.#ready[0]!.promise;
        this.#ready.shift();
      }
    } catch (error) {
      if (error !== undefined) throw error;
    }
  }
}
