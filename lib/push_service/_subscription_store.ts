import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { token } from "./_token.ts";

/** What the service knows of a subscription; it is kept when gone, to answer 410. */
export interface Subscription {
  /** Token of the push resource, which is in the endpoint. */
  readonly push: string;
  /** Token of the subscription itself, which only its owner knows. */
  readonly resource: string;
  /** The user agent; `null` if the subscription was made over HTTP. */
  readonly uaid: string | null;
  /** What the user agent calls it. */
  readonly channel: string | null;
  /** VAPID key to which it is restricted, unpadded base64url, RFC 8292 section 4. */
  readonly key: string | null;
  /** Whether it was given up. */
  readonly gone: boolean;
}

type Owner = Pick<Subscription, "uaid" | "channel" | "key">;
type Row = Record<string, SQLOutputValue>;

/** The subscriptions of all user agents. */
export class SubscriptionStore {
  readonly #database: DatabaseSync;

  /** Keeps them in `database`. */
  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Makes a subscription with fresh tokens. */
  create({ uaid, channel, key }: Owner): Subscription {
    const [push, resource] = [token(), token()];
    this.#database.prepare(
      "INSERT INTO subscriptions (push, resource, uaid, channel, key) VALUES (?, ?, ?, ?, ?)",
    ).run(push, resource, uaid, channel, key);
    return { push, resource, uaid, channel, key, gone: false };
  }

  /** Finds by the token that senders have. */
  byPush(push: string): Subscription | undefined {
    return this.#find("push = ?", push);
  }

  /** Finds by the token that the owner has. */
  byResource(resource: string): Subscription | undefined {
    return this.#find("resource = ?", resource);
  }

  /** Finds by what a user agent calls it. */
  byChannel(uaid: string, channel: string): Subscription | undefined {
    return this.#find("uaid = ? AND channel = ?", uaid, channel);
  }

  /** Whether a user agent ever had a subscription here. */
  knows(uaid: string): boolean {
    return this.#find("uaid = ?", uaid) !== undefined;
  }

  /** Gives a subscription up, with the messages that wait for it. */
  forget({ push }: Subscription): void {
    this.#database.prepare("DELETE FROM messages WHERE push = ?").run(push);
    this.#database.prepare("UPDATE subscriptions SET gone = 1 WHERE push = ?")
      .run(push);
  }

  #find(where: string, ...values: string[]): Subscription | undefined {
    const row = this.#database.prepare(
      `SELECT * FROM subscriptions WHERE ${where} LIMIT 1`,
    ).get(...values);
    return row && toSubscription(row);
  }
}

function toSubscription(row: Row): Subscription {
  return {
    push: String(row.push),
    resource: String(row.resource),
    uaid: row.uaid as string | null,
    channel: row.channel as string | null,
    key: row.key as string | null,
    gone: row.gone === 1,
  };
}
