/**
 * 6.2 Send
 *
 * The ferry is cancelled, and 1,200 people want to know. The first version of
 * this board wrote to them one after the other: at the ninth a service fell
 * silent for a second, the fortieth had thrown the phone away, and the error
 * ended the program. Write to all of them, and say what became of each message.
 *
 * @module
 */
import type { Agent } from "node:https";
import webpush from "web-push";

/** Where one browser receives, as it told the board. */
export interface Subscription {
  /** The address at its push service. */
  readonly endpoint: string;
  /** What its messages are encrypted with, in base64url. */
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

/** Options for {@linkcode send}. */
export interface Options {
  /** Who is sending: a contact and the board's own keys, in base64url. */
  vapid: { subject: string; publicKey: string; privateKey: string };
  /**
   * Opens the connections, and knows which certificates to trust.
   *
   * @default {undefined} That of Node.
   */
  agent?: Agent;
  /**
   * For how long a push service may keep the message, in seconds.
   *
   * @default {60}
   */
  ttlSeconds?: number;
  /**
   * How soon the message has to be there.
   *
   * @default {undefined} `normal`.
   */
  urgency?: "very-low" | "low" | "normal" | "high";
  /**
   * What the message is about: the next one of the same topic replaces it.
   *
   * @default {undefined} Nothing is replaced.
   */
  topic?: string;
  /**
   * How often each is tried, the first time included.
   *
   * @default {3}
   */
  attempts?: number;
  /**
   * Requests on their way at one time, at most.
   *
   * @default {10}
   */
  inFlight?: number;
  /**
   * Is told each endpoint that has ended for good.
   *
   * @default {undefined} Nobody is told.
   */
  forget?: (endpoint: string) => void;
}

/** What became of one message. */
export interface Delivery {
  /** Where it was sent. */
  endpoint: string;
  /** How it ended. */
  outcome: "accepted" | "gone" | "rejected" | "gave-up";
  /** The status of the last answer; 0 when the last attempt got none. */
  status: number;
  /** How often it was tried. */
  attempts: number;
}

/** The message is longer than any push service has to take. */
export class PayloadTooLargeError extends Error {
  override name = "PayloadTooLargeError";
}

/** Sends `payload` to every subscription; resolves to a report in their order. */
export async function send(
  subscriptions: readonly Subscription[],
  payload: string,
  options: Options,
): Promise<Delivery[]> {
  const { vapid, ttlSeconds = 60, agent } = options;
  const report: Delivery[] = [];
  for (const subscription of subscriptions) {
    const { endpoint } = subscription;
    const { statusCode: status } = await webpush.sendNotification(
      subscription,
      payload,
      { vapidDetails: vapid, TTL: ttlSeconds, agent },
    );
    report.push({ endpoint, outcome: "accepted", status, attempts: 1 });
    // TODO: That is one after the other, and believes in good days. Rewrite it as the task says.
    throw new Error("Remove this line and send to all of them");
  }
  return report;
}
