// Caught by: publishes a key once, whoever sends it again
// Misconception: Who comes back comes back soon: a hundred keys are plenty.
// Says: everybody reads it twice
import type { Draft, EventLog, Message } from "kernel";

interface Options {
  save?: (draft: Draft) => Promise<void>;
}

interface Publish extends Draft {
  key: string;
}

export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { save = async () => {} } = options;
  const published = new Map<string, Promise<Message>>();

  function publish({ key, from, text }: Publish): Promise<Message> {
    const known = published.get(key);
    if (known) return known;
    const message = save({ from, text }).then(() => log.append({ from, text }));
    published.set(key, message);
    message.catch(() => published.delete(key));
    if (published.size > 100) {
      const [oldest] = published.keys();
      published.delete(oldest!);
    }
    return message;
  }

  return (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request, {
      idleTimeout: 0,
    });
    const send = (frame: unknown) => {
      if (socket.readyState !== WebSocket.OPEN) return;
      socket.send(JSON.stringify(frame));
    };
    const answer = async (draft: Publish) => {
      try {
        const { id } = await publish(draft);
        send({ type: "ack", key: draft.key, id });
      } catch {
        send({ type: "error", title: "Cannot save the message" });
      }
    };
    let last = Promise.resolve();
    let forget = () => {};
    socket.onopen = () => {
      missed(log, request).forEach(send);
      forget = log.onAppend((message) => send({ type: "message", ...message }));
    };
    socket.onmessage = ({ data }) => {
      if (typeof data !== "string") return socket.close(1003);
      const draft = parse(data);
      if (!draft) return send({ type: "error", title: "This is no publish" });
      last = last.then(() => answer(draft));
    };
    socket.onclose = () => forget();
    return response;
  };
}

function missed(log: EventLog, request: Request): unknown[] {
  const { oldest, newest } = log;
  const since = new URL(request.url).searchParams.get("since") ?? "";
  const cursor = /^\d+$/.test(since) ? Number(since) : 0;
  const isLost = cursor > newest || cursor > 0 && cursor + 1 < oldest;
  return [
    ...(isLost ? [{ type: "reset", oldest, newest }] : []),
    ...log.since(isLost ? 0 : cursor).map((message) => ({
      type: "message",
      ...message,
    })),
  ];
}

function parse(data: string): Publish | undefined {
  try {
    const { type, key, from, text } = JSON.parse(data);
    const isRight = type === "publish" &&
      [key, from, text].every((member) => typeof member === "string");
    if (isRight) return { key, from, text };
  } catch {
    return undefined;
  }
}
