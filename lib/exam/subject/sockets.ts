import { activity } from "./activity.ts";

/**
 * Begins to count what the exercise's WebSockets do: everything that one of
 * them dispatches, and, as with `fetch`, that a connection was asked for and
 * has not been answered.
 */
export function countSockets(): void {
  const upgrade = Deno.upgradeWebSocket;
  Deno.upgradeWebSocket = (...values) => {
    const upgraded = upgrade(...values);
    countEvents(upgraded.socket);
    return upgraded;
  };
  globalThis.WebSocket = new Proxy(globalThis.WebSocket, {
    construct(target, values, newTarget) {
      const socket = Reflect.construct(target, values, newTarget) as WebSocket;
      countConnecting(socket);
      countEvents(socket);
      return socket;
    },
  });
}

function countEvents(socket: WebSocket): void {
  for (const type of ["open", "message", "error", "close"]) {
    socket.addEventListener(type, () => void activity.happened++);
  }
}

/** An attempt to connect is a request without an answer. */
function countConnecting(socket: WebSocket): void {
  activity.fetching++;
  let connecting = true;
  const settled = () => {
    if (connecting) activity.fetching--;
    connecting = false;
  };
  for (const type of ["open", "error", "close"]) {
    socket.addEventListener(type, settled);
  }
}
