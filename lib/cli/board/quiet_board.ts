import { type EventLog, type Handler, routes } from "kernel";

/**
 * A board whose line goes dead, as in a tunnel: for a while each socket is told
 * what is published, and has its pings answered. Then nothing comes any more,
 * and nobody hangs up.
 *
 * @param silentAfterMs How long a socket works, in real milliseconds
 */
export function quietBoard(log: EventLog, silentAfterMs: number): Handler {
  return routes({
    "GET /messages/socket": (request) => {
      const since = Number(new URL(request.url).searchParams.get("since") ?? 0);
      const { socket, response } = Deno.upgradeWebSocket(request, {
        idleTimeout: 0,
      });
      let silent = false;
      const say = (value: unknown) => {
        if (!silent) socket.send(JSON.stringify(value));
      };
      const forget = log.onAppend((message) =>
        socket.readyState === WebSocket.OPEN &&
        say({ type: "message", ...message })
      );
      const timer = setTimeout(() => silent = true, silentAfterMs);
      socket.onopen = () => {
        for (const message of log.since(since)) {
          say({ type: "message", ...message });
        }
        say({ type: "ping" });
      };
      socket.onmessage = ({ data }) => {
        if (String(data).includes('"ping"')) say({ type: "pong" });
      };
      socket.onclose = () => {
        clearTimeout(timer);
        forget();
      };
      return response;
    },
  });
}
