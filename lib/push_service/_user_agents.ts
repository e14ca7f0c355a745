import { encodeBase64Url } from "@std/encoding/base64url";
import type { WaitingMessage } from "./_message_store.ts";

/** The user agents that are connected now, by their uaid. */
export class UserAgents {
  readonly #sockets = new Map<string, WebSocket>();
  readonly #now: () => number;

  /** `now` says how long a message still matters. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** A user agent has said hello; an older connection of it hears nothing more. */
  connect(uaid: string, socket: WebSocket): void {
    this.#sockets.set(uaid, socket);
  }

  /** A connection has ended. */
  disconnect(socket: WebSocket): void {
    for (const [uaid, known] of this.#sockets) {
      if (known === socket) this.#sockets.delete(uaid);
    }
  }

  /** Sends a message, if its user agent is connected. */
  deliver(uaid: string | null, message: WaitingMessage): void {
    const socket = this.#sockets.get(uaid ?? "");
    if (socket?.readyState !== WebSocket.OPEN) return;
    const { id, channel, expiresAt, body } = message;
    const seconds = Math.ceil((expiresAt - this.#now()) / 1000);
    const encrypted = {
      data: encodeBase64Url(body),
      headers: { encoding: "aes128gcm" },
    };
    socket.send(JSON.stringify({
      messageType: "notification",
      channelID: channel,
      version: id,
      ttl: Math.max(0, seconds),
      ...(body.length > 0 && encrypted),
    }));
  }
}
