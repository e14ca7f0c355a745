/**
 * 5.2 Board: one possibility.
 *
 * @module
 */
import type { Draft, EventLog, Message } from "kernel";

/** Options for {@linkcode handler}. */
export interface Options {
  /**
   * Writes a draft to a disk before it is published. A draft that it rejects
   * is not published.
   *
   * @default {async () => {}}
   */
  save?: (draft: Draft) => Promise<void>;
}

/** A draft, and the name under which its sender waits for the ack. */
interface Publish extends Draft {
  key: string;
}

/** How many keys are remembered. */
const KEYS_MAX = 10_000;

/** The board over WebSockets: everybody hears what anybody says. */
export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { save = async () => {} } = options;
  const present = new Set<WebSocket>();
  const saving = new Map<string, Promise<Message>>();
  /** By key, and the one that was published last is the last. */
  const published = new Map<string, Promise<Message>>();

  // One listener for all, so that a message becomes JSON once, however many hear it.
  log.onAppend((message) => {
    const text = JSON.stringify({ type: "message", ...message });
    for (const socket of present) send(socket, text);
  });

  /** The message of a key: the same for all who ask, whenever they do. */
  function publish({ key, from, text }: Publish): Promise<Message> {
    const known = saving.get(key) ?? published.get(key);
    if (known) return known;
    const message = save({ from, text }).then(() => log.append({ from, text }));
    // Remembered before it is saved: the key may come again meanwhile.
    saving.set(key, message);
    message.then(() => {
      saving.delete(key);
      published.set(key, message);
      if (published.size <= KEYS_MAX) return;
      const [oldest] = published.keys();
      published.delete(oldest!);
    }, () => saving.delete(key));
    return message;
  }

  async function answer(socket: WebSocket, draft: Publish): Promise<void> {
    const { key } = draft;
    try {
      const { id } = await publish(draft);
      send(socket, JSON.stringify({ type: "ack", key, id }));
    } catch {
      sendError(socket, "Cannot save the message: send it again");
    }
  }

  return (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request, {
      idleTimeout: 0,
    });
    let last = Promise.resolve();
    socket.onopen = () => {
      for (const frame of missed(log, request)) send(socket, frame);
      present.add(socket);
    };
    socket.onmessage = ({ data }) => {
      if (typeof data !== "string") return socket.close(1003, "Send text");
      const draft = parse(data);
      if (!draft) return sendError(socket, "Send a publish with texts");
      // One after the other: what was said first is published first.
      last = last.then(() => answer(socket, draft));
    };
    socket.onclose = () => present.delete(socket);
    return response;
  };
}

/** Sends to who is still there; a socket that is closing would only keep the text. */
function send(socket: WebSocket, text: string): void {
  if (socket.readyState === WebSocket.OPEN) socket.send(text);
}

function sendError(socket: WebSocket, title: string): void {
  send(socket, JSON.stringify({ type: "error", title }));
}

/** What somebody needs to hear first who has seen all up to `?since=`. */
function missed(log: EventLog, request: Request): string[] {
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
  ].map((frame) => JSON.stringify(frame));
}

function parse(text: string): Publish | undefined {
  try {
    const { type, key, from, text: said } = JSON.parse(text);
    const isRight = type === "publish" &&
      [key, from, said].every((member) => typeof member === "string");
    if (isRight) return { key, from, text: said };
  } catch {
    // No JSON, or null.
  }
}
