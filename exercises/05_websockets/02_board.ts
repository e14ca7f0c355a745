/**
 * 5.2 Board
 *
 * Everybody on one board, everybody may speak, and everybody hears everything.
 * Over HTTP each POST had its answer. Over a socket nothing is an answer to
 * anything, unless you say what it answers.
 *
 * @module
 */
import type { Draft, EventLog } from "kernel";

/** Options for {@linkcode handler}. */
export interface Options {
  /**
   * Writes a draft to a disk before it is published, once for each key. Its
   * promise may reject with anything: a draft that it rejects is not published.
   *
   * @default {async () => {}} Drafts are published at once, or a few turns later.
   */
  save?: (draft: Draft) => Promise<void>;
}

/** A draft, and the name under which its sender waits for the ack. */
interface Publish extends Draft {
  /** Any text. Two keys are the same only if every character is, spaces too. */
  key: string;
}

/** The board over WebSockets: everybody hears what anybody says. */
export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { save = async () => {} } = options;
  return (request) => {
    // TODO: Tell everybody what comes, publish what is said, acknowledge it, and let go of who leaves.
    if (typeof save === "function") {
      throw new Error("Remove this line and open the board");
    }
    const { socket, response } = Deno.upgradeWebSocket(request, {
      idleTimeout: 0,
    });
    socket.onopen = () => {
      for (const frame of missed(log, request)) send(socket, frame);
    };
    socket.onmessage = ({ data }) => {
      if (typeof data !== "string") return socket.close(1003, "Send text");
      const draft = parse(data);
      if (!draft) return sendError(socket, "Send a publish with texts");
      // Here is what somebody says.
    };
    return response;
  };
}

/** Sends to who is still there; what cannot arrive is not kept. */
function send(socket: WebSocket, text: string): void {
  if (socket.readyState === WebSocket.OPEN) socket.send(text);
}

/** Says what went wrong; `title` is any text that is not empty. */
function sendError(socket: WebSocket, title: string): void {
  send(socket, JSON.stringify({ type: "error", title }));
}

/** What somebody needs to hear first who has seen all up to `?since=`; as in 4.2. */
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

/** What is published, if that can be read. */
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
