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
   * Writes a draft to a disk before it is published. A draft that it rejects
   * is not published.
   *
   * @default {async () => {}}
   */
  save?: (draft: Draft) => Promise<void>;
}

/** The board over WebSockets: everybody hears what anybody says. */
export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { save = async () => {} } = options;
  return (request) => {
    // TODO: Tell what comes, publish what is said, acknowledge it, and let those who leave go.
    if (typeof save === "function") {
      throw new Error("Remove this line and open the board");
    }
    const { socket, response } = Deno.upgradeWebSocket(request, {
      idleTimeout: 0,
    });
    socket.onopen = () => {
      for (const frame of missed(log, request)) {
        socket.send(JSON.stringify(frame));
      }
    };
    return response;
  };
}

/** What somebody needs to hear first who has seen all up to `?since=`; as in 4.2, and right. */
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
