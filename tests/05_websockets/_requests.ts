import type { PeerExchange, PeerScene, SocketProbe } from "exam";

/** "At once" in virtual time, as the exercise texts promise. */
const atOnceMs = 100;

/** Takes one connection after the other; each has to be asked for in time. */
export type NextRequest = (withinMs?: number) => Promise<PeerExchange>;

/** The WebSockets that a client asks for, at a board at the root or `below` a path. */
export function requestsOf(
  { clock, peer, expect }: PeerScene,
  below = "",
): NextRequest {
  let taken = 0;
  const wanted = `/${below}messages/socket`;
  const where = below === "" ? "" : `, below the base URL /${below}`;
  return async (withinMs = 0) => {
    await clock.runUntil(() => peer.requests.length > taken, {
      withinMs: withinMs + atOnceMs,
      what: taken === 0 ? "the first connection" : "another connection",
    });
    taken++;
    const request = await peer.next();
    expect(request.upgrade && request.path === wanted, {
      expected: `a WebSocket at ${wanted}${where}`,
      got: `${request.method} ${request.target}${
        request.upgrade ? "" : " without an upgrade"
      }`,
    });
    return request;
  };
}

/** The cursor that a client asks with. */
export function cursorOf(request: PeerExchange): number {
  return Number(request.query.get("since") ?? 0);
}

/** Sends messages of the board, each with its id and text. */
export async function sendMessages(
  socket: SocketProbe,
  ...messages: readonly { readonly id: number }[]
): Promise<void> {
  const frames = messages.map((message) => ({ type: "message", ...message }));
  await socket.sendTogether(...frames);
}
