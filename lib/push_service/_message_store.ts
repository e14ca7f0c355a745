import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { URGENCIES, type Urgency } from "./urgency.ts";

/** A message that waits until its user agent acknowledges it, or it expires. */
export interface StoredMessage {
  /** Names the message, also in its URL. */
  readonly id: string;
  /** The subscription: token of its push resource. */
  readonly push: string;
  /** When it is of no use any more, in milliseconds since the Unix epoch. */
  readonly expiresAt: number;
  /** What goes first when several wait. */
  readonly urgency: Urgency;
  /** Replaces what waits with the same topic. */
  readonly topic: string | null;
  /** What only the user agent can read; empty if there is none. */
  readonly body: Uint8Array;
}

/** A message and what its user agent calls the subscription. */
export interface WaitingMessage extends StoredMessage {
  /** Name of the subscription in the user agent; `null` if it has none. */
  readonly channel: string | null;
}

type Row = Record<string, SQLOutputValue>;

/** The messages that were not acknowledged yet. */
export class MessageStore {
  readonly #database: DatabaseSync;
  readonly #now: () => number;

  /** Keeps them in `database`; `now` decides what has expired. */
  constructor(database: DatabaseSync, now: () => number) {
    this.#database = database;
    this.#now = now;
  }

  /** Adds a message in the place of the one with its topic, RFC 8030 section 5.4. */
  keep(message: StoredMessage): void {
    const { id, push, expiresAt, urgency, topic, body } = message;
    this.#database.prepare(
      "INSERT OR REPLACE INTO messages (id, push, expires_at, urgency, topic, body) VALUES (?, ?, ?, ?, ?, ?)",
    ).run(id, push, expiresAt, URGENCIES.indexOf(urgency), topic, body);
  }

  /** What waits for a user agent: the most urgent first, then as it arrived. */
  waitingFor(uaid: string): WaitingMessage[] {
    this.#removeExpired();
    return this.#database.prepare(
      "SELECT * FROM messages JOIN subscriptions USING (push) WHERE uaid = ? AND gone = 0 ORDER BY urgency DESC, arrival",
    ).all(uaid).map(toMessage);
  }

  /** How many wait for a subscription. */
  count(push: string): number {
    this.#removeExpired();
    return Number(
      this.#database.prepare(
        "SELECT count(*) AS count FROM messages WHERE push = ?",
      ).get(push)?.count,
    );
  }

  /** Removes a message that has arrived; says whether it was still there. */
  acknowledge(id: string): boolean {
    this.#removeExpired();
    return this.#database.prepare("DELETE FROM messages WHERE id = ?")
      .run(id).changes === 1;
  }

  /** At `expires_at` exactly, a message has expired. */
  #removeExpired(): void {
    this.#database.prepare("DELETE FROM messages WHERE expires_at <= ?")
      .run(this.#now());
  }
}

function toMessage(row: Row): WaitingMessage {
  return {
    id: String(row.id),
    push: String(row.push),
    expiresAt: Number(row.expires_at),
    urgency: URGENCIES[Number(row.urgency)]!,
    topic: row.topic as string | null,
    body: row.body as Uint8Array,
    channel: row.channel as string | null,
  };
}
