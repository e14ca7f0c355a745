/**
 * Lesson 5, the naive server: everybody hears what anybody says, as long as
 * nobody is cut off. Read in the lesson's text what is lost without a word, and
 * mend it in the exercises.
 *
 * @module
 */
import { type EventLog, type Handler, routes } from "kernel";

/** Options for {@linkcode handler}. */
export interface Options {
  /**
   * Closes every open socket when it aborts, as a board does that restarts.
   *
   * @default {undefined} The board never restarts.
   */
  stop?: AbortSignal;
}

/** Opens a WebSocket at `GET /messages/socket`: what is published, and who publishes. */
export function handler(log: EventLog, { stop }: Options = {}): Handler {
  return routes({
    "GET /messages/socket": (request) => {
      const { socket, response } = Deno.upgradeWebSocket(request);
      let forget = () => {};
      socket.onopen = () => {
        forget = log.onAppend((message) => {
          socket.send(JSON.stringify({ type: "message", ...message }));
        });
      };
      socket.onmessage = ({ data }) => {
        try {
          const { from, text } = JSON.parse(data);
          log.append({ from, text });
        } catch {
          // Else what is no JSON would end the process, and with it all sockets.
        }
      };
      socket.onclose = () => forget();
      stop?.addEventListener("abort", () => socket.close(1001, "restarting"));
      return response;
    },
  });
}
