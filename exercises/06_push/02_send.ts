/**
 * 6.2 Send
 *
 * The ferry is cancelled, and 1,200 people want to know. Their browsers have
 * chosen four push services. The first version of this board wrote to one person
 * after the other: when one service was busy and asked for an hour of patience,
 * everybody waited, and who had thrown the phone away was called accepted. Write
 * to all of them, and say what became of each message.
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
   * Is told each endpoint that has ended for good, once and at once.
   *
   * @default {undefined} Nobody is told.
   */
  forget?: (endpoint: string) => void;
}

/** What became of one message. */
export interface Delivery {
  /** Where it was sent. */
  endpoint: string;
  /** How it ended: the answer to the last attempt decides. */
  outcome: "accepted" | "gone" | "rejected" | "gave-up";
  /** The status of the last answer; 0 when the last attempt got none. */
  status: number;
  /** How often it was tried, the first time included. */
  attempts: number;
}

/** The message is longer than any push service has to take. */
export class PayloadTooLargeError extends Error {
  override name = "PayloadTooLargeError";
}

/**
 * Sends `payload` to every subscription; resolves to a report in their order.
 *
 * @throws {PayloadTooLargeError} If it has more than 3,993 bytes in UTF-8.
 */
export async function send(
  subscriptions: readonly Subscription[],
  payload: string,
  options: Options,
): Promise<Delivery[]> {
  // TODO: This is one after the other, and believes in good days. Rewrite it as the task says.
  if (typeof payload === "string") {
    throw new Error("Remove this line and send to all of them");
  }
  const report: Delivery[] = [];
  for (const subscription of subscriptions) {
    const { endpoint } = subscription;
    const { status, retryAfterMs = 0 } = await post(
      subscription,
      payload,
      options,
    );
    await pause(retryAfterMs);
    report.push({ endpoint, outcome: "accepted", status, attempts: 1 });
  }
  return report;
}

/** What came back from one request. */
interface Answer {
  /** The status; 0 when no answer came, or nothing could be sent. */
  readonly status: number;
  /** How long `Retry-After` asks to wait, in milliseconds, as `readMs` says. */
  readonly retryAfterMs: number | undefined;
}

/**
 * Encrypts, signs and posts once, with `TTL`, and with `Urgency` and `Topic`
 * where the options have them. Never rejects, and does nothing else: no limit, no
 * second attempt. It is right.
 */
async function post(
  subscription: Subscription,
  payload: string,
  { vapid, ttlSeconds = 60, urgency, topic, agent }: Options,
): Promise<Answer> {
  const details = { vapidDetails: vapid, TTL: ttlSeconds, urgency, topic };
  try {
    const { statusCode } = await webpush.sendNotification(
      subscription,
      payload,
      { ...details, agent },
    );
    return { status: statusCode, retryAfterMs: undefined };
  } catch (error) {
    // A WebPushError for an answer other than 2xx; other errors have no status.
    const { statusCode = 0, headers } = error as Partial<webpush.WebPushError>;
    return {
      status: statusCode,
      retryAfterMs: readMs(headers?.["retry-after"]),
    };
  }
}

/**
 * Reads `Retry-After`: whole seconds from 0, or a date such as
 * `Wed, 21 Oct 2026 07:28:00 GMT`. `undefined` when there is none, when the date
 * is not in the future, and for everything else. As in 2.3, and right.
 */
function readMs(retryAfter = ""): number | undefined {
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * 1_000;
  const isDate = retryAfter.endsWith(" GMT");
  const ms = isDate ? Date.parse(retryAfter) - Date.now() : NaN;
  return ms > 0 ? ms : undefined;
}

/** The longest time that `setTimeout` takes, in milliseconds: beyond it, it fires at once. */
const TIMEOUT_MS_MAX = 2 ** 31 - 1;

/** Waits for so many milliseconds; it is right. */
async function pause(ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  setTimeout(resolve, Math.min(ms, TIMEOUT_MS_MAX));
  await promise;
  if (ms > TIMEOUT_MS_MAX) await pause(ms - TIMEOUT_MS_MAX);
}
