import type { Message } from "kernel";
import { membersOf, message, type SocketProbe } from "exam";

/** A frame with which a client publishes. */
export interface Publish {
  readonly type: "publish";
  readonly key: string;
  readonly from: string;
  readonly text: string;
}

/** The frames with which a client has published on a socket. */
export function published(socket: SocketProbe): Publish[] {
  return socket.messages.map(({ value }) => membersOf(value))
    .filter(({ type }) => type === "publish") as unknown as Publish[];
}

/** A board as a check plays it: its log, and the keys that it knows. */
export class ScriptedBoard {
  /** Everything that was published, in order. */
  readonly log: Message[] = [];
  readonly #ids = new Map<string, number>();

  /** Publishes, and returns the message. */
  append(text: string): Message {
    const appended = message(this.log.length + 1, text);
    this.log.push(appended);
    return appended;
  }

  /** What is sent to a client that has seen `cursor`: that one too, because the board cannot know. */
  replay(cursor: number): Record<string, unknown>[] {
    return this.log.filter(({ id }) => id >= cursor).map(messageFrame);
  }

  /** Publishes unless the key is known; returns the frames that answer. */
  take(
    { key, text }: Publish,
  ): { news: Record<string, unknown>[]; ack: Record<string, unknown> } {
    const known = this.#ids.get(key);
    if (known !== undefined) {
      return { news: [], ack: { type: "ack", key, id: known } };
    }
    const appended = this.append(text);
    this.#ids.set(key, appended.id);
    const ack = { type: "ack", key, id: appended.id };
    return { news: [messageFrame(appended)], ack };
  }
}

function messageFrame(message: Message): Record<string, unknown> {
  return { type: "message", ...message };
}
